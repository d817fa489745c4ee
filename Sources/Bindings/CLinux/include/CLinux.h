#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// GNU and Linux extensions that Swift cannot see through the Glibc module map, one thin function each.
// Every function returns what the system call returns: -1 and errno on failure, unless it says otherwise.

#ifdef __cplusplus
extern "C" {
#endif

/// pipe2(2) with O_CLOEXEC.
int clinux_pipe(int descriptors[2]);

/// accept4(2) with SOCK_CLOEXEC.
int clinux_accept(int listener, void *address, uint32_t *length);

// Keeps other processes of the same user from reading this one's memory and environment (prctl(2), PR_SET_DUMPABLE).
int clinux_hide_process(void);

/// pidfd_open(2): a close-on-exec descriptor that becomes readable when the child ends.
int clinux_pidfd_open(pid_t process);

/// Lowers how many bytes of memory a process, and each one that it starts, may write to: the soft limit of RLIMIT_DATA
/// (prlimit(2)), never above the hard one, which stays.
int clinux_limit_memory(pid_t process, uint64_t bytes);

/// memfd_create(2): an empty close-on-exec file that exists in memory only.
int clinux_memory_file(const char *name);

/// getenv(3), under a name of its own: who reads the environment is a rule of the callers.
const char *clinux_environment_variable(const char *name);

/// environ(7), under a name of its own for the same reason.
char **clinux_environment(void);

/// execve(2) with this process's environment. Returns only on failure.
int clinux_become(const char *path, char *const arguments[]);

/// WIFSIGNALED and friends are macros; `signal` is 0 for a normal exit.
void clinux_decode_wait_status(int status, int *exit_code, int *signal);

enum clinux_process_group {
    CLINUX_SAME_GROUP = 0,
    CLINUX_NEW_GROUP = 1,
    CLINUX_NEW_SESSION = 2,
};

struct clinux_spawn_request {
    const char *path;              ///< executable, no search
    char *const *arguments;        ///< NULL-terminated
    char *const *environment;      ///< NULL-terminated, complete
    const char *working_directory; ///< NULL keeps the parent's
    enum clinux_process_group group;
    const int *sources; ///< descriptors of this process …
    const int *targets; ///< … and the numbers they have in the child
    size_t mapped;      ///< length of both
};

/// Starts a program with exactly the mapped descriptors (0, 1 and 2 are /dev/null where unmapped), every signal at its
/// default and none blocked. Returns 0 and the process id, or an errno value (as posix_spawn does).
int clinux_spawn(const struct clinux_spawn_request *request, pid_t *process);

#ifdef __cplusplus
}
#endif
