#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_pipe(int descriptors[2]) {
    return pipe2(descriptors, O_CLOEXEC);
}

int clinux_accept(int listener, void *address, uint32_t *length) {
    return accept4(listener, address, length, SOCK_CLOEXEC);
}

int clinux_limit_memory(pid_t process, uint64_t bytes) {
    struct rlimit limit;
    if (prlimit(process, RLIMIT_DATA, NULL, &limit) != 0) return -1;
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    return prlimit(process, RLIMIT_DATA, &limit, NULL);
}

int clinux_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC);
}

const char *clinux_environment_variable(const char *name) {
    return getenv(name);
}

char **clinux_environment(void) {
    return environ;
}

int clinux_become(const char *path, char *const arguments[]) {
    return execve(path, arguments, environ);
}

int clinux_hide_process(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int clinux_pidfd_open(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}

void clinux_decode_wait_status(int status, int *exit_code, int *signal) {
    *signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    *exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

// A source may be the number that another mapping targets, so every source is first copied out of the range of targets.
static int add_mappings(
    posix_spawn_file_actions_t *actions, const struct clinux_spawn_request *request, int highest, int *copies,
    size_t *copied) {
    for (size_t i = 0; i < request->mapped; i++) {
        int copy = fcntl(request->sources[i], F_DUPFD_CLOEXEC, highest + 1);
        if (copy < 0) return errno;
        copies[(*copied)++] = copy;
    }
    for (int target = 0; target <= highest; target++) {
        int source = -1;
        for (size_t i = 0; i < request->mapped; i++) {
            if (request->targets[i] == target) source = copies[i];
        }
        int failed = 0;
        if (source >= 0) {
            failed = posix_spawn_file_actions_adddup2(actions, source, target);
        } else if (target <= STDERR_FILENO) {
            failed = posix_spawn_file_actions_addopen(actions, target, "/dev/null", O_RDWR, 0);
        } else {
            failed = posix_spawn_file_actions_addclose(actions, target);
        }
        if (failed) return failed;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, highest + 1);
}

static int set_attributes(posix_spawnattr_t *attributes, enum clinux_process_group group) {
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (group == CLINUX_NEW_GROUP) flags |= POSIX_SPAWN_SETPGROUP;
    if (group == CLINUX_NEW_SESSION) flags |= POSIX_SPAWN_SETSID;
    int failed = posix_spawnattr_setsigdefault(attributes, &all);
    if (!failed) failed = posix_spawnattr_setsigmask(attributes, &none);
    if (!failed) failed = posix_spawnattr_setpgroup(attributes, 0);
    if (!failed) failed = posix_spawnattr_setflags(attributes, flags);
    return failed;
}

int clinux_spawn(const struct clinux_spawn_request *request, pid_t *process) {
    int highest = STDERR_FILENO;
    for (size_t i = 0; i < request->mapped; i++) {
        if (request->targets[i] < 0 || request->targets[i] > 1023) return EBADF;
        if (request->targets[i] > highest) highest = request->targets[i];
    }
    int *copies = calloc(request->mapped + 1, sizeof *copies);
    if (!copies) return ENOMEM;
    size_t copied = 0;

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) {
        free(copies);
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        failed = set_attributes(&attributes, request->group);
        if (!failed && request->working_directory) {
            failed = posix_spawn_file_actions_addchdir_np(&actions, request->working_directory);
        }
        if (!failed) failed = add_mappings(&actions, request, highest, copies, &copied);
        if (!failed) {
            failed = posix_spawn(
                process, request->path, &actions, &attributes, request->arguments, request->environment);
        }
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; i < copied; i++) close(copies[i]);
    free(copies);
    return failed;
}
