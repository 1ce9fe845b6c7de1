/*
 * Processes that have pages in common for KSM to merge, as many as no guest here could, and that read one of them all the time.
 *
 * Each fills its share with identical pages, MADV_MERGEABLE, and then looks how long a read of its first page takes: while the kernel
 * migrates a page, a read of it waits until every mapping has been visited. They end when this program does, and it when one of them does.
 *
 * With --vmas its memory is split into so many VMAs after it was filled, so that all of them are on one anon_vma: for each mapping of a
 * KSM page in there, the kernel then visits every one of them.
 *
 * Prints, nanoseconds being CLOCK_MONOTONIC's:
 *   filled pid=P pages=N vmas=N seconds=S                 a process, when its memory is full; its VMAs as the kernel has them
 *   stall pid=P start_ns=N end_ns=N length_us=N           a read that took at least the threshold, when it is over
 *   beat pid=P now_ns=N reads=N longest_us=N              every second: how many reads so far, and the longest of them
 */
#define _GNU_SOURCE
#include "cli.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static const char usage[] = "usage: mergers --processes N --pages N --threshold-us US [--vmas N] [--rest-us US]\n"
                            "  --pages N          of all processes together\n"
                            "  --threshold-us US  a read that takes this long is a stall\n"
                            "  --vmas N           that the memory of each process is split into (default 1)\n"
                            "  --rest-us US       between reads; 0: none (default 1000)\n";

/* More than a host has CPUs to read from is of no use. */
enum { MAX_PROCESSES = 1024 };

/* A process may have 65530 (vm.max_map_count), and its program and libraries are some of them. */
enum { MAX_VMAS = 65000 };

#define BEAT_EVERY_NS NS_PER_S

struct settings {
    uint64_t pages; /* of this process */
    uint64_t vmas;  /* that they are in */
    uint64_t threshold_ns;
    uint64_t rest_ns;
};

/* Every other part is made read-only: neighbours that differ cannot be one VMA. Reads and merging are the same in both. */
static void split(char *memory, uint64_t pages, uint64_t vmas)
{
    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    for (uint64_t i = 1; i < vmas; i += 2) {
        uint64_t first = pages * i / vmas, next = pages * (i + 1) / vmas;
        if (mprotect(memory + first * page_bytes, (next - first) * page_bytes, PROT_READ) != 0)
            broken("mprotect", errno);
    }
}

/* How many VMAs the kernel has made of this memory. */
static uint64_t count_vmas(const char *memory, size_t bytes)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    if (maps == NULL)
        broken("/proc/self/maps", errno);
    uintptr_t from = (uintptr_t)memory, to = from + bytes, start;
    uint64_t vmas = 0;
    char line[512]; /* a path may be longer: what is left of it is no line that begins like an address range */
    while (fgets(line, sizeof line, maps) != NULL) {
        if (sscanf(line, "%" SCNxPTR "-", &start) == 1 && start >= from && start < to)
            vmas++;
    }
    fclose(maps);
    return vmas;
}

static char *fill(const struct settings *settings)
{
    uint64_t pages = settings->pages;
    /* Not zeros: KSM may be told to treat those in another way (use_zero_pages). */
    enum { CONTENT = 0x6b };
    uint64_t start_ns = monotonic_ns();
    size_t bytes = pages * (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        broken("mmap", errno);
    /* KSM would have to split huge pages first. */
    if (madvise(memory, bytes, MADV_NOHUGEPAGE) != 0)
        broken("madvise(MADV_NOHUGEPAGE)", errno);
    if (madvise(memory, bytes, MADV_MERGEABLE) != 0)
        broken("madvise(MADV_MERGEABLE)", errno);
    memset(memory, CONTENT, bytes);
    split(memory, pages, settings->vmas);
    printf("filled pid=%ld pages=%llu vmas=%llu seconds=%.3f\n", (long)getpid(), (unsigned long long)pages,
           (unsigned long long)count_vmas(memory, bytes), seconds_since(start_ns));
    return memory;
}

__attribute__((noreturn)) static void read_for_ever(const volatile char *page, const struct settings *settings)
{
    uint64_t reads = 0, longest_ns = 0, next_beat_ns = 0;
    for (;;) {
        uint64_t start_ns = monotonic_ns();
        (void)*page;
        uint64_t end_ns = monotonic_ns();
        uint64_t length_ns = end_ns - start_ns;
        reads++;
        if (length_ns > longest_ns)
            longest_ns = length_ns;
        if (length_ns >= settings->threshold_ns)
            printf("stall pid=%ld start_ns=%llu end_ns=%llu length_us=%llu\n", (long)getpid(),
                   (unsigned long long)start_ns, (unsigned long long)end_ns,
                   (unsigned long long)(length_ns / NS_PER_US));
        if (end_ns >= next_beat_ns) {
            next_beat_ns = end_ns + BEAT_EVERY_NS;
            printf("beat pid=%ld now_ns=%llu reads=%llu longest_us=%llu\n", (long)getpid(),
                   (unsigned long long)end_ns, (unsigned long long)reads,
                   (unsigned long long)(longest_ns / NS_PER_US));
        }
        if (settings->rest_ns > 0)
            sleep_ns(settings->rest_ns);
    }
}

static void start(const struct settings *settings, pid_t parent)
{
    pid_t pid = fork();
    if (pid < 0)
        broken("fork", errno);
    if (pid > 0)
        return;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
        broken("prctl(PR_SET_PDEATHSIG)", errno);
    /* It may have ended before we asked to be told. */
    if (getppid() != parent)
        _exit(EXIT_BROKEN);
    read_for_ever(fill(settings), settings);
}

int main(int argc, char **argv)
{
    enum { PROCESSES, PAGES, THRESHOLD_US, VMAS, REST_US, HELP };
    static const struct option options[] = {
        {"processes", required_argument, NULL, PROCESSES},
        {"pages", required_argument, NULL, PAGES},
        {"threshold-us", required_argument, NULL, THRESHOLD_US},
        {"vmas", required_argument, NULL, VMAS},
        {"rest-us", required_argument, NULL, REST_US},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    uint64_t processes = 0, pages = 0;
    struct settings settings = {.vmas = 1, .rest_ns = 1000 * NS_PER_US};

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case PROCESSES:
            processes = number("--processes", optarg, 1, MAX_PROCESSES);
            break;
        case PAGES:
            pages = number("--pages", optarg, 1, UINT32_MAX);
            break;
        case THRESHOLD_US:
            settings.threshold_ns = number("--threshold-us", optarg, 1, UINT32_MAX) * NS_PER_US;
            break;
        case VMAS:
            settings.vmas = number("--vmas", optarg, 1, MAX_VMAS);
            break;
        case REST_US:
            settings.rest_ns = number("--rest-us", optarg, 0, UINT32_MAX) * NS_PER_US;
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (processes == 0 || pages == 0 || settings.threshold_ns == 0)
        wrong_use("%s is missing", processes == 0 ? "--processes" : pages == 0 ? "--pages" : "--threshold-us");
    if (pages < processes)
        wrong_use("--pages: %llu are too few for %llu processes", (unsigned long long)pages,
                  (unsigned long long)processes);
    if (pages / processes < settings.vmas)
        wrong_use("--vmas: %llu are too many for %llu pages a process", (unsigned long long)settings.vmas,
                  (unsigned long long)(pages / processes));
    print_whole_lines();

    pid_t parent = getpid();
    for (uint64_t i = 0; i < processes; i++) {
        /* What does not divide is spread over the first ones. */
        settings.pages = pages / processes + (i < pages % processes ? 1 : 0);
        start(&settings, parent);
    }
    int status;
    pid_t ended = wait(&status);
    if (ended < 0)
        broken("wait", errno);
    fprintf(stderr, "%s: process %ld ended: %s %d\n", program_invocation_short_name, (long)ended,
            WIFSIGNALED(status) ? "signal" : "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return EXIT_BROKEN;
}
