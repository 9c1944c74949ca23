# SPDX-License-Identifier: MIT
# What every target of ours is compiled with: the language, the warnings, the hardening
# and, where asked for, the sanitizers; through ccache where it is installed.
find_program(CCACHE ccache)
if(CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(calltally_options INTERFACE)
target_compile_features(calltally_options INTERFACE cxx_std_20)
target_compile_options(calltally_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
    -fstack-protector-strong)
target_link_options(calltally_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)

# Where sources are compiled some at a time, what is local to one of them seems to be in a header.
if(CMAKE_UNITY_BUILD)
    target_compile_options(calltally_options INTERFACE -Wno-subobject-linkage)
endif()

if(CALLTALLY_WERROR)
    target_compile_options(calltally_options INTERFACE -Werror)
endif()

if(CALLTALLY_SANITIZE)
    target_compile_options(calltally_options INTERFACE
        -fsanitize=${CALLTALLY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(calltally_options INTERFACE -fsanitize=${CALLTALLY_SANITIZE})
endif()
