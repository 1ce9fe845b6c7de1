/*
 * Samples where the tasks of some processes wait: what `crash> bt` would say of each that is in uninterruptible sleep. A task that runs
 * has no stack that another may read; perf is for those.
 *
 * Prints, nanoseconds being CLOCK_MONOTONIC's:
 *   sample now_ns=N tasks=N took_us=N                            after each look at all tasks
 *   wait now_ns=N pid=N tid=N stack=INNERMOST;...;OUTERMOST comm=NAME     for each task in state D, before its look's sample line
 * A process that is gone is no error. Ends when its output is closed.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <dirent.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <unistd.h>

static const char usage[] = "usage: stacks --pid PID [--pid PID ...] [--interval-ms MS]\n"
                            "  --interval-ms MS  from the end of one look to the start of the next; default 100\n";

/* The kernel's own limit for /proc/PID/stack is 64 frames (MAX_STACK_TRACE_DEPTH in fs/proc/base.c). */
enum { MAX_PIDS = 256, FILE_BYTES = 8192 };

/* A file's text, cut to fit; false if it cannot be read, as when the task has just ended. */
static bool read_text(const char *path, char text[static FILE_BYTES])
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = 0, more;
    while ((more = read(file, text + length, (size_t)(FILE_BYTES - 1 - length))) > 0)
        length += more;
    close(file);
    text[length] = '\0';
    return length > 0;
}

/* Prints "[<0>] name+0x1/0x2 [module]" lines as name;name;... */
static void print_frames(const char *text)
{
    bool first = true;
    for (const char *line = text; *line != '\0'; line = strchrnul(line, '\n'), line += *line == '\n') {
        const char *name = strchr(line, ']');
        if (name == NULL)
            return;
        name += strspn(name, "] ");
        printf("%s%.*s", first ? "" : ";", (int)strcspn(name, "+ \n"), name);
        first = false;
    }
}

/* /proc/TID/stat is "TID (NAME) STATE ...", and the name may hold anything, a ')' too. */
static void look_at_task(uint64_t pid, const char *tid, uint64_t now_ns)
{
    static char stat[FILE_BYTES], stack[FILE_BYTES];
    char path[64];

    snprintf(path, sizeof(path), "/proc/%llu/task/%.20s/stat", (unsigned long long)pid, tid);
    if (!read_text(path, stat))
        return;
    char *name = strchr(stat, '('), *end = strrchr(stat, ')');
    if (name == NULL || end == NULL || strncmp(end, ") D ", 4) != 0)
        return;
    *end = '\0';
    for (char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = '?';
    snprintf(path, sizeof(path), "/proc/%llu/task/%.20s/stack", (unsigned long long)pid, tid);
    if (!read_text(path, stack))
        return;
    printf("wait now_ns=%llu pid=%llu tid=%s stack=", (unsigned long long)now_ns, (unsigned long long)pid, tid);
    print_frames(stack);
    printf(" comm=%s\n", name + 1);
}

static unsigned look_at_process(uint64_t pid, uint64_t now_ns)
{
    char path[64];
    unsigned tasks = 0;

    snprintf(path, sizeof(path), "/proc/%llu/task", (unsigned long long)pid);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (*entry->d_name < '0' || *entry->d_name > '9')
            continue;
        look_at_task(pid, entry->d_name, now_ns);
        tasks++;
    }
    closedir(folder);
    return tasks;
}

int main(int argc, char **argv)
{
    enum { PID, INTERVAL_MS, HELP };
    static const struct option options[] = {{"pid", required_argument, NULL, PID},
                                            {"interval-ms", required_argument, NULL, INTERVAL_MS},
                                            {"help", no_argument, NULL, HELP},
                                            {NULL, 0, NULL, 0}};
    uint64_t pids[MAX_PIDS], interval_ms = 100;
    unsigned count = 0;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case PID:
            if (count == MAX_PIDS)
                wrong_use("--pid: more than %d", MAX_PIDS);
            pids[count++] = number("--pid", optarg, 1, INT_MAX);
            break;
        case INTERVAL_MS:
            interval_ms = number("--interval-ms", optarg, 1, 60000);
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (count == 0)
        wrong_use("--pid is missing");
    print_whole_lines();

    while (!ferror(stdout)) {
        uint64_t now_ns = monotonic_ns();
        unsigned tasks = 0;
        for (unsigned i = 0; i < count; i++)
            tasks += look_at_process(pids[i], now_ns);
        printf("sample now_ns=%llu tasks=%u took_us=%llu\n", (unsigned long long)now_ns, tasks,
               (unsigned long long)((monotonic_ns() - now_ns) / NS_PER_US));
        sleep_ns(interval_ms * NS_PER_MS);
    }
    return 0;
}
