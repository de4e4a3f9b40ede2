// Preloaded into a process under test: lets its operations on files fail, as a disk would. What is done below the directory AUDIT_FAULTS_BELOW fails
// as the file AUDIT_FAULTS says while it is there: an operation (sync, write), an error number, and "once" if it is to fail only once. Every sync is
// written to AUDIT_FAULTS_LOG: the file's inode, and the error or 0.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_below(const char *path)
{
    const char *directory = getenv("AUDIT_FAULTS_BELOW");
    return directory && strncmp(path, directory, strlen(directory)) == 0;
}

static int is_file_below(int file)
{
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_below(path);
}

static int error_of(const char *operation)
{
    const char *control = getenv("AUDIT_FAULTS");
    FILE *file = control ? fopen(control, "re") : NULL;
    if (!file)
        return 0;
    char name[16] = "", once[8] = "";
    int error = 0;
    int count = fscanf(file, "%15s %d %7s", name, &error, once);
    fclose(file);
    if (count < 2 || strcmp(name, operation) != 0)
        return 0;
    if (count == 3)
        syscall(SYS_unlink, control);
    return error;
}

static void tell(int file, int error)
{
    const char *path = getenv("AUDIT_FAULTS_LOG");
    struct stat status;
    char line[64];
    if (!path || fstat(file, &status) != 0)
        return;
    int length = snprintf(line, sizeof line, "%lu %d\n", (unsigned long)status.st_ino, error);
    int log = syscall(SYS_open, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log >= 0)
    {
        syscall(SYS_write, log, line, length);
        close(log);
    }
}

static int sync_file(int file, long call)
{
    if (!is_file_below(file))
        return syscall(call, file);
    int error = error_of("sync");
    tell(file, error);
    if (!error)
        return syscall(call, file);
    errno = error;
    return -1;
}

int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }

int fsync(int file) { return sync_file(file, SYS_fsync); }

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset)
{
    int error = is_file_below(file) ? error_of("write") : 0;
    if (!error)
        return syscall(SYS_pwrite64, file, bytes, count, offset);
    errno = error;
    return -1;
}

int open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = va_arg(arguments, int);
    va_end(arguments);
    int error = (flags & (O_WRONLY | O_RDWR)) && is_below(path) ? error_of("write") : 0;
    if (!error)
        return syscall(SYS_open, path, flags, mode);
    errno = error;
    return -1;
}

int rename(const char *path, const char *new_path)
{
    int error = is_below(path) ? error_of("write") : 0;
    if (!error)
        return syscall(SYS_rename, path, new_path);
    errno = error;
    return -1;
}

int unlink(const char *path)
{
    int error = is_below(path) ? error_of("write") : 0;
    if (!error)
        return syscall(SYS_unlink, path);
    errno = error;
    return -1;
}

// The runtime looks functions up by name in libc itself, past whatever is preloaded.
void *dlsym(void *library, const char *name)
{
    static void *(*lookup)(void *, const char *);
    if (!lookup)
        lookup = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
    if (strcmp(name, "fdatasync") == 0)
        return fdatasync;
    if (strcmp(name, "fsync") == 0)
        return fsync;
    return lookup(library, name);
}
