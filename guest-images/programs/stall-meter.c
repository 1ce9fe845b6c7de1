/*
 * Watches whether each CPU lets a thread run: a thread a CPU looks at the clock, and prints every gap when it ends.
 *
 * Prints, nanoseconds being CLOCK_MONOTONIC's but for realtime_ns:
 *   clock monotonic_ns=N realtime_ns=N     at start and every 5 s
 *   stall cpu=N start_ns=N end_ns=N length_us=N in=sleep|spin|print
 *   beat cpu=N now_ns=N                    with --beat, every second
 * in=print is a gap during our own output: the CPU may have stalled, or whoever reads us did not read.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <getopt.h>
#include <pthread.h>
#include <sched.h>

static const char usage[] =
    "usage: stall-meter --threshold-ms MS [--cpus LIST] [--sleep-ms MS] [--spin] [--fifo] [--beat]\n"
    "  --cpus LIST     such as 0,2-3 (default: those we may run on)\n"
    "  --sleep-ms MS   between looks (default 10, for a slow machine)\n"
    "  --spin          do not sleep at all\n"
    "  --fifo          run as SCHED_FIFO, so that only what even that cannot preempt is a stall\n";

#define CLOCK_EVERY_NS (5 * NS_PER_S)
#define BEAT_EVERY_NS NS_PER_S

struct settings {
    uint64_t threshold_ns;
    uint64_t sleep_ns; /* 0: spin */
    bool beat;
};

struct meter {
    pthread_t thread;
    const struct settings *settings;
    unsigned cpu;
    uint64_t last_look_ns;
};

static void look(struct meter *meter, const char *meanwhile)
{
    uint64_t now_ns = monotonic_ns();
    uint64_t start_ns = meter->last_look_ns;
    meter->last_look_ns = now_ns;
    if (now_ns - start_ns < meter->settings->threshold_ns)
        return;
    printf("stall cpu=%u start_ns=%llu end_ns=%llu length_us=%llu in=%s\n", meter->cpu, (unsigned long long)start_ns,
           (unsigned long long)now_ns, (unsigned long long)((now_ns - start_ns) / NS_PER_US), meanwhile);
    look(meter, "print");
}

static void *measure(void *argument)
{
    struct meter *meter = argument;
    const struct settings *settings = meter->settings;
    uint64_t next_beat_ns = 0;
    meter->last_look_ns = monotonic_ns();
    for (;;) {
        if (settings->beat && meter->last_look_ns >= next_beat_ns) {
            next_beat_ns = meter->last_look_ns + BEAT_EVERY_NS;
            printf("beat cpu=%u now_ns=%llu\n", meter->cpu, (unsigned long long)meter->last_look_ns);
            look(meter, "print");
        }
        if (settings->sleep_ns == 0) {
            look(meter, "spin");
        } else {
            sleep_ns(settings->sleep_ns);
            look(meter, "sleep");
        }
    }
    return NULL;
}

static void start(struct meter *meter, bool fifo)
{
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(meter->cpu, &own);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int error = pthread_attr_setaffinity_np(&attributes, sizeof(own), &own);
    if (error == 0 && fifo) {
        struct sched_param lowest = {.sched_priority = sched_get_priority_min(SCHED_FIFO)};
        pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
        pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
        pthread_attr_setschedparam(&attributes, &lowest);
    }
    if (error == 0)
        error = pthread_create(&meter->thread, &attributes, measure, meter);
    if (error != 0) {
        char what[64];
        snprintf(what, sizeof(what), "a %sthread on CPU %u", fifo ? "SCHED_FIFO " : "", meter->cpu);
        broken(what, error);
    }
    pthread_attr_destroy(&attributes);
}

static void add_cpu(void *set, unsigned cpu)
{
    CPU_SET(cpu, (cpu_set_t *)set);
}

int main(int argc, char **argv)
{
    enum { THRESHOLD_MS, CPUS, SLEEP_MS, SPIN, FIFO, BEAT, HELP };
    static const struct option options[] = {
        {"threshold-ms", required_argument, NULL, THRESHOLD_MS},
        {"cpus", required_argument, NULL, CPUS},
        {"sleep-ms", required_argument, NULL, SLEEP_MS},
        {"spin", no_argument, NULL, SPIN},
        {"fifo", no_argument, NULL, FIFO},
        {"beat", no_argument, NULL, BEAT},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    struct settings settings = {.sleep_ns = 10 * NS_PER_MS};
    cpu_set_t cpus;
    bool spin = false, fifo = false;
    if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
        broken("sched_getaffinity", errno);

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case THRESHOLD_MS:
            settings.threshold_ns = number("--threshold-ms", optarg, 1, UINT32_MAX) * NS_PER_MS;
            break;
        case CPUS:
            CPU_ZERO(&cpus);
            number_list("--cpus", optarg, CPU_SETSIZE - 1, add_cpu, &cpus);
            break;
        case SLEEP_MS:
            settings.sleep_ns = number("--sleep-ms", optarg, 1, UINT32_MAX) * NS_PER_MS;
            break;
        case SPIN:
            spin = true;
            break;
        case FIFO:
            fifo = true;
            break;
        case BEAT:
            settings.beat = true;
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (settings.threshold_ns == 0)
        wrong_use("--threshold-ms is missing");
    if (spin && fifo)
        wrong_use("--spin and --fifo together would let nothing else run");
    if (spin)
        settings.sleep_ns = 0;
    if (settings.sleep_ns >= settings.threshold_ns)
        wrong_use("--threshold-ms has to be more than the %llu ms between looks",
                  (unsigned long long)(settings.sleep_ns / NS_PER_MS));
    print_whole_lines();

    struct meter *meters = calloc(CPU_SETSIZE, sizeof(*meters));
    if (meters == NULL)
        broken("calloc", errno);
    for (unsigned cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (CPU_ISSET(cpu, &cpus)) {
            meters[cpu] = (struct meter){.settings = &settings, .cpu = cpu};
            start(&meters[cpu], fifo);
        }
    }
    for (;;) {
        printf("clock monotonic_ns=%llu realtime_ns=%llu\n", (unsigned long long)monotonic_ns(),
               (unsigned long long)realtime_ns());
        sleep_ns(CLOCK_EVERY_NS);
    }
}
