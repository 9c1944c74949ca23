// SPDX-License-Identifier: MIT
//
// To be preloaded: a disk of so many free bytes (FAULT_FREE_BYTES), and a death by SIGKILL at the
// n-th write to a file (FAULT_KILL_AT_WRITE), so that a test can stop a program anywhere.
#include <dlfcn.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

namespace {

long number(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? -1 : std::strtol(text, nullptr, 10);
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

void count_write() {
    static const long last = number("FAULT_KILL_AT_WRITE");
    static std::atomic<long> writes{0};
    if (++writes == last) {
        ::kill(::getpid(), SIGKILL);
    }
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) int statvfs(const char* file, struct statvfs* info) {
    static auto* const real = next<int(const char*, struct statvfs*)>("statvfs");
    const int result = real(file, info);
    if (const long bytes = number("FAULT_FREE_BYTES"); result == 0 && bytes >= 0) {
        info->f_frsize = 1;
        info->f_bavail = static_cast<fsblkcnt_t>(bytes);
    }
    return result;
}

__attribute__((visibility("default"))) ssize_t pwrite64(int file, const void* data, size_t size,
                                                        off64_t offset) {
    static auto* const real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    count_write();
    return real(file, data, size, offset);
}

} // extern "C"
