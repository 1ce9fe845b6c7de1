/*
 * Samples what a host's KSM and NUMA nodes are at.
 *
 * Prints a line a look, now_ns being CLOCK_MONOTONIC's and the rest as the kernel has it; what it does not have is left out:
 *   host now_ns=N run=N max_page_sharing=N pages_shared=N pages_sharing=N pages_unshared=N full_scans=N stable_node_chains=N
 *     stable_node_dups=N node0_anon_kib=N node1_anon_kib=N ...            (all on one line)
 * Source: Documentation/admin-guide/mm/ksm.rst, and node meminfo in Documentation/ABI/stable/sysfs-devices-node. Ends when its output
 * is closed.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <getopt.h>

static const char usage[] = "usage: host-state [--interval-ms MS]\n"
                            "  --interval-ms MS  from the start of one look to the start of the next; default 1000\n";

/* NODES_SHIFT is at most 10, but a host that we look at once a second has few. */
enum { MAX_NODES = 64 };

static void print_ksm(void)
{
    static const char *const names[] = {"run",            "max_page_sharing", "pages_shared",       "pages_sharing",
                                        "pages_unshared", "full_scans",       "stable_node_chains", "stable_node_dups"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[64];
        unsigned long long value;
        snprintf(path, sizeof(path), "/sys/kernel/mm/ksm/%s", names[i]);
        FILE *file = fopen(path, "re");
        if (file == NULL)
            continue;
        if (fscanf(file, "%llu", &value) == 1)
            printf(" %s=%llu", names[i], value);
        fclose(file);
    }
}

static void print_node(int node)
{
    char path[64], line[128];
    unsigned long long kib;
    snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo", node);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return;
    while (fgets(line, sizeof(line), file) != NULL)
        if (sscanf(line, "Node %*d AnonPages: %llu kB", &kib) == 1)
            printf(" node%d_anon_kib=%llu", node, kib);
    fclose(file);
}

int main(int argc, char **argv)
{
    enum { INTERVAL_MS, HELP };
    static const struct option options[] = {{"interval-ms", required_argument, NULL, INTERVAL_MS},
                                            {"help", no_argument, NULL, HELP},
                                            {NULL, 0, NULL, 0}};
    uint64_t interval_ms = 1000;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
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
    print_whole_lines();

    while (!ferror(stdout)) {
        uint64_t now_ns = monotonic_ns(), took_ns;
        printf("host now_ns=%llu", (unsigned long long)now_ns);
        print_ksm();
        for (int node = 0; node < MAX_NODES; node++)
            print_node(node);
        printf("\n");
        took_ns = monotonic_ns() - now_ns;
        if (took_ns < interval_ms * NS_PER_MS)
            sleep_ns(interval_ms * NS_PER_MS - took_ns);
    }
    return 0;
}
