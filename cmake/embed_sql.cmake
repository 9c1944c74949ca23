# SPDX-License-Identifier: MIT
# calltally_embed_sql(<target> <symbol> <file>...)
#
# Compiles .sql files into <target> as `extern const std::array<EmbeddedSql, n>`-like data:
# the generated header <symbol>.hpp declares `std::span<const EmbeddedSql> <symbol>()`, each
# element a file's name without its ending, and its text, in the order given. The files stay
# real .sql files; editing one rebuilds.
function(calltally_embed_sql target symbol)
    set(directory ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    set(entries "")
    list(LENGTH ARGN count)
    foreach(file IN LISTS ARGN)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(READ ${file} text)
        get_filename_component(name ${file} NAME_WE)
        string(APPEND entries "    EmbeddedSql{\"${name}\", R\"sql~(${text})sql~\"},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${directory}/${symbol}.cpp CONTENT
"#include \"store/embedded_sql.hpp\"

#include <array>

namespace calltally::store {

std::span<const EmbeddedSql> ${symbol}() {
    static constexpr std::array<EmbeddedSql, ${count}> files{{
${entries}    }};
    return files;
}

} // namespace calltally::store
" @ONLY)
    target_sources(${target} PRIVATE ${directory}/${symbol}.cpp)
endfunction()
