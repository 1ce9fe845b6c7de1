/*
 * Dirties a file from several CPUs while the kernel's writeback worker, wb_workfn, cleans it.
 *
 * syncfs(2), rather than fsync(2), because it queues the work to the worker that the LP#1680513 traces show, and waits for it.
 * In mode mmap the worker write-protects pages of a shared mapping that threads on other CPUs are storing to (page_mkclean), so
 * that it has to flush their TLBs and wait for their answers to its IPIs: smp_call_function_many, as in the case.
 *
 * Prints a line a round, from the end of one syncfs to the end of the next: round=N bytes=N seconds=S syncfs_ms=N
 * bytes is what was written; in mode mmap each store counts as its page. The file stays.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>

static const char usage[] =
    "usage: writeback --file FILE --mib N --threads N --mode write|mmap --seconds S|--forever [--rest-ms MS]\n"
    "  --threads N    each on a CPU of its own, at nice 19\n"
    "  --rest-ms MS   between syncs (default 100)\n";

/* What a thread writes with one write(2). */
enum { CHUNK_BYTES = 64 << 10 };

struct load {
    enum mode { UNSET, WRITE, MMAP } mode;
    int fd;
    char *mapping; /* of MMAP */
    size_t page_bytes;
    atomic_ullong bytes_dirtied;
    atomic_bool stop;
};

/* A thread and the part of the file that it dirties, round and round. */
struct dirtier {
    pthread_t thread;
    struct load *load;
    size_t start, end; /* byte offsets, multiples of CHUNK_BYTES */
};

static void dirty_by_write(struct load *load, size_t offset, const char *chunk)
{
    ssize_t written = pwrite(load->fd, chunk, CHUNK_BYTES, (off_t)offset);
    if (written < 0)
        broken("write", errno);
}

static void dirty_by_store(struct load *load, size_t offset, char value)
{
    for (size_t page = offset; page < offset + CHUNK_BYTES; page += load->page_bytes)
        *(volatile char *)(load->mapping + page) = value;
}

static void *dirty(void *argument)
{
    struct dirtier *dirtier = argument;
    struct load *load = dirtier->load;
    char chunk[CHUNK_BYTES];
    for (unsigned char turn = 1;; turn++) {
        memset(chunk, turn, sizeof(chunk));
        for (size_t offset = dirtier->start; offset < dirtier->end; offset += CHUNK_BYTES) {
            if (atomic_load_explicit(&load->stop, memory_order_relaxed))
                return NULL;
            if (load->mode == WRITE)
                dirty_by_write(load, offset, chunk);
            else
                dirty_by_store(load, offset, (char)turn);
            atomic_fetch_add_explicit(&load->bytes_dirtied, CHUNK_BYTES, memory_order_relaxed);
        }
    }
}

static void start(struct dirtier *dirtier, unsigned cpu)
{
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(cpu, &own);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int error = pthread_attr_setaffinity_np(&attributes, sizeof(own), &own);
    if (error == 0)
        error = pthread_create(&dirtier->thread, &attributes, dirty, dirtier);
    if (error != 0)
        broken("pthread_create", error);
    pthread_attr_destroy(&attributes);
}

/* Gives each thread the next CPU and the next part of the file. */
static struct dirtier *start_all(struct load *load, unsigned threads, size_t file_bytes)
{
    cpu_set_t cpus;
    if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
        broken("sched_getaffinity", errno);
    if (threads > (unsigned)CPU_COUNT(&cpus))
        wrong_use("--threads %u: there are only %d CPUs", threads, CPU_COUNT(&cpus));
    struct dirtier *dirtiers = calloc(threads, sizeof(*dirtiers));
    if (dirtiers == NULL)
        broken("calloc", errno);
    size_t chunks = file_bytes / CHUNK_BYTES;
    unsigned cpu = 0;
    for (unsigned i = 0; i < threads; i++, cpu++) {
        while (!CPU_ISSET(cpu, &cpus))
            cpu++;
        dirtiers[i].load = load;
        dirtiers[i].start = chunks * i / threads * CHUNK_BYTES;
        dirtiers[i].end = chunks * (i + 1) / threads * CHUNK_BYTES;
        start(&dirtiers[i], cpu);
    }
    return dirtiers;
}

static void open_file(struct load *load, const char *path, size_t bytes)
{
    load->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (load->fd < 0)
        broken(path, errno);
    /* A store to a page that the disk has no room for would be a SIGBUS. */
    int error = posix_fallocate(load->fd, 0, (off_t)bytes);
    if (error != 0)
        broken(path, error);
    if (load->mode == MMAP) {
        load->mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, load->fd, 0);
        if (load->mapping == MAP_FAILED)
            broken("mmap", errno);
    }
}

static void sync_until(struct load *load, uint64_t end_ns, uint64_t rest_ms)
{
    uint64_t round_start_ns = monotonic_ns();
    for (unsigned long long round = 1; round_start_ns < end_ns; round++) {
        sleep_ns(rest_ms * NS_PER_MS);
        uint64_t sync_start_ns = monotonic_ns();
        if (syncfs(load->fd) != 0)
            broken("syncfs", errno);
        uint64_t now_ns = monotonic_ns();
        printf("round=%llu bytes=%llu seconds=%.3f syncfs_ms=%llu\n", round, atomic_exchange(&load->bytes_dirtied, 0),
               (double)(now_ns - round_start_ns) / (double)NS_PER_S,
               (unsigned long long)((now_ns - sync_start_ns) / NS_PER_MS));
        round_start_ns = now_ns;
    }
}

int main(int argc, char **argv)
{
    enum { FILE_PATH, MIB, THREADS, MODE, SECONDS, FOREVER, REST_MS, HELP };
    static const struct option options[] = {
        {"file", required_argument, NULL, FILE_PATH},
        {"mib", required_argument, NULL, MIB},
        {"threads", required_argument, NULL, THREADS},
        {"mode", required_argument, NULL, MODE},
        {"seconds", required_argument, NULL, SECONDS},
        {"forever", no_argument, NULL, FOREVER},
        {"rest-ms", required_argument, NULL, REST_MS},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    struct load load = {.page_bytes = (size_t)sysconf(_SC_PAGESIZE)};
    const char *path = NULL;
    uint64_t mib = 0, threads = 0, seconds = 0, rest_ms = 100;
    bool forever = false;

    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case FILE_PATH:
            path = optarg;
            break;
        case MIB:
            mib = number("--mib", optarg, 1, UINT32_MAX);
            break;
        case THREADS:
            threads = number("--threads", optarg, 1, CPU_SETSIZE);
            break;
        case MODE:
            load.mode = strcmp(optarg, "write") == 0 ? WRITE : strcmp(optarg, "mmap") == 0 ? MMAP : UNSET;
            if (load.mode == UNSET)
                wrong_use("--mode: '%s' is neither write nor mmap", optarg);
            break;
        case SECONDS:
            seconds = number("--seconds", optarg, 1, UINT32_MAX);
            break;
        case FOREVER:
            forever = true;
            break;
        case REST_MS:
            rest_ms = number("--rest-ms", optarg, 0, UINT32_MAX);
            break;
        case HELP:
            fputs(usage, stdout);
            return 0;
        default:
            wrong_option();
        }
    }
    no_more_words(argc, argv, optind);
    if (path == NULL || mib == 0 || threads == 0 || load.mode == UNSET)
        wrong_use("%s is missing", path == NULL   ? "--file"
                                   : mib == 0     ? "--mib"
                                   : threads == 0 ? "--threads"
                                                  : "--mode");
    if ((seconds == 0) != forever)
        wrong_use("either --seconds or --forever");
    size_t bytes = (size_t)mib << 20;
    if (threads > bytes / CHUNK_BYTES)
        wrong_use("--threads %llu: too many for %llu MiB", (unsigned long long)threads, (unsigned long long)mib);
    print_whole_lines();

    open_file(&load, path, bytes);
    give_way();
    struct dirtier *dirtiers = start_all(&load, (unsigned)threads, bytes);
    sync_until(&load, forever ? UINT64_MAX : monotonic_ns() + seconds * NS_PER_S, rest_ms);
    atomic_store(&load.stop, true);
    for (uint64_t i = 0; i < threads; i++)
        pthread_join(dirtiers[i].thread, NULL);
    free(dirtiers);
    return 0;
}
