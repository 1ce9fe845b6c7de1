/*
 * Moves a process's pages between NUMA nodes with one migrate_pages(2), as numad does, and times it.
 *
 * Prints, nanoseconds being CLOCK_MONOTONIC's but for realtime_ns:
 *   start_ns=N realtime_ns=N
 *   end_ns=N realtime_ns=N seconds=S errno=E [not_moved=N]
 * An errno other than 0 is also said on standard error, and ends with exit status 70.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <getopt.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char usage[] = "usage: migrate --pid PID --from NODES --to NODES\n"
                            "  NODES  such as 0,2-3\n";

/* The most a kernel can be built for: NODES_SHIFT is at most 10. */
enum { MAX_NODES = 1024, BITS_PER_LONG = sizeof(long) * CHAR_BIT };

struct nodes {
    unsigned long bits[MAX_NODES / BITS_PER_LONG];
};

static void add_node(void *set, unsigned node)
{
    ((struct nodes *)set)->bits[node / BITS_PER_LONG] |= 1UL << node % BITS_PER_LONG;
}

int main(int argc, char **argv)
{
    enum { PID, FROM, TO, HELP };
    static const struct option options[] = {
        {"pid", required_argument, NULL, PID},
        {"from", required_argument, NULL, FROM},
        {"to", required_argument, NULL, TO},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    struct nodes from = {{0}}, to = {{0}};
    bool has_from = false, has_to = false;
    uint64_t pid = 0;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case PID:
            pid = number("--pid", optarg, 1, INT_MAX);
            break;
        case FROM:
            number_list("--from", optarg, MAX_NODES - 1, add_node, &from);
            has_from = true;
            break;
        case TO:
            number_list("--to", optarg, MAX_NODES - 1, add_node, &to);
            has_to = true;
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (pid == 0 || !has_from || !has_to)
        wrong_use("%s is missing", pid == 0 ? "--pid" : has_from ? "--to" : "--from");
    print_whole_lines();

    uint64_t start_ns = monotonic_ns();
    printf("start_ns=%llu realtime_ns=%llu\n", (unsigned long long)start_ns, (unsigned long long)realtime_ns());
    /* The kernel takes one off: maxnode is one more than the bits there are (get_nodes() in mm/mempolicy.c). */
    long not_moved = syscall(SYS_migrate_pages, (pid_t)pid, (unsigned long)MAX_NODES + 1, from.bits, to.bits);
    int error = not_moved < 0 ? errno : 0;
    uint64_t end_ns = monotonic_ns();
    printf("end_ns=%llu realtime_ns=%llu seconds=%.6f errno=%d", (unsigned long long)end_ns,
           (unsigned long long)realtime_ns(), (double)(end_ns - start_ns) / (double)NS_PER_S, error);
    if (error != 0) {
        printf("\n");
        broken("migrate_pages", error);
    }
    printf(" not_moved=%ld\n", not_moved);
    return 0;
}
