/*
 * Finds how many mappings each KSM page of this machine has: what the LP#1680513 case had to take from a crash dump.
 *
 * Bit 21 of /proc/kpageflags marks the KSM pages, /proc/kpagecount has how often each is mapped
 * (Documentation/admin-guide/mm/pagemap.rst). Needs root. Prints:
 *   longest=N ksm_pages=N sharers_total=N took_ms=N [longest_pfn=N [longest_node=N]]
 *   hist ge=2^k pages=N                    for each k with pages: 2^k to 2^(k+1)-1 mappings
 * longest_node is absent where the kernel has no /sys/devices/system/memory.
 */
#define _GNU_SOURCE
#include "cli.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

static const char usage[] = "usage: sharers\n";

#define KPF_KSM_BIT 21

/* Pages a read: big enough for few system calls, small enough for the cache. */
enum { BLOCK_PAGES = 32768 };

enum { BUCKETS = 64 };

/* The most a kernel can be built for: NODES_SHIFT is at most 10. */
enum { MAX_NODES = 1024 };

struct totals {
    uint64_t longest;
    uint64_t longest_pfn;
    uint64_t ksm_pages;
    uint64_t sharers;
    uint64_t pages_by_log2[BUCKETS];
};

struct page_file {
    const char *path;
    int fd;
};

static struct page_file open_page_file(const char *path)
{
    struct page_file file = {path, open(path, O_RDONLY | O_CLOEXEC)};
    if (file.fd < 0)
        broken(path, errno);
    return file;
}

/* Reads the words of pages from first on; fewer than asked for only at the end of memory. */
static uint64_t read_words(struct page_file file, uint64_t *words, uint64_t first, uint64_t pages)
{
    ssize_t got = pread(file.fd, words, pages * sizeof(*words), (off_t)(first * sizeof(*words)));
    if (got < 0)
        broken(file.path, errno);
    return (uint64_t)got / sizeof(*words);
}

static bool is_ksm(uint64_t flags)
{
    return flags >> KPF_KSM_BIT & 1;
}

static void count(struct totals *totals, uint64_t pfn, uint64_t sharers)
{
    /* Pages that are no user's, slabs for one, can have the bit by chance: it is taken from a word that they use otherwise. */
    if (sharers == 0)
        return;
    totals->ksm_pages++;
    totals->sharers += sharers;
    totals->pages_by_log2[63 - __builtin_clzll(sharers)]++;
    if (sharers > totals->longest) {
        totals->longest = sharers;
        totals->longest_pfn = pfn;
    }
}

static void scan(struct totals *totals, struct page_file flags_file, struct page_file count_file, uint64_t first,
                 uint64_t end)
{
    static uint64_t flags[BLOCK_PAGES], counts[BLOCK_PAGES];
    for (uint64_t pfn = first; pfn < end;) {
        uint64_t wanted = end - pfn < BLOCK_PAGES ? end - pfn : BLOCK_PAGES;
        uint64_t got = read_words(flags_file, flags, pfn, wanted);
        if (got == 0)
            return;
        uint64_t i = 0;
        while (i < got && !is_ksm(flags[i]))
            i++;
        /* Mapcounts are asked for only from the first to the last KSM page of a block: most blocks have none. */
        uint64_t last = got;
        while (last > i && !is_ksm(flags[last - 1]))
            last--;
        if (i < last) {
            uint64_t base = i;
            uint64_t counted = read_words(count_file, counts, pfn + base, last - base);
            for (; i - base < counted; i++) {
                if (is_ksm(flags[i]))
                    count(totals, pfn + i, counts[i - base]);
            }
        }
        pfn += got;
    }
}

/* The ranges of RAM: without them, the hole below 4 GiB and hot-plug windows would be read page by page as well. */
static void scan_ram(struct totals *totals)
{
    static const char iomem_path[] = "/proc/iomem";
    struct page_file flags_file = open_page_file("/proc/kpageflags");
    struct page_file count_file = open_page_file("/proc/kpagecount");
    FILE *iomem = fopen(iomem_path, "re");
    if (iomem == NULL)
        broken(iomem_path, errno);
    uint64_t page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
    uint64_t pages = 0;
    char line[256];
    while (fgets(line, sizeof(line), iomem) != NULL) {
        uint64_t start, end;
        /* What lies within a range, such as the kernel's code, is indented. */
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " : System RAM", &start, &end) != 2 || line[0] == ' ' ||
            strstr(line, " : System RAM") == NULL)
            continue;
        uint64_t first_pfn = (start + page_bytes - 1) / page_bytes, end_pfn = (end + 1) / page_bytes;
        scan(totals, flags_file, count_file, first_pfn, end_pfn);
        pages += end_pfn - first_pfn;
    }
    /* To those without CAP_SYS_ADMIN all addresses are zero. */
    if (pages == 0)
        broken("/proc/iomem shows no address of RAM", EPERM);
    fclose(iomem);
    close(flags_file.fd);
    close(count_file.fd);
}

/* The node of a page, from the memory block that it lies in; -1 if the kernel does not say. */
static int node_of(uint64_t pfn)
{
    FILE *file = fopen("/sys/devices/system/memory/block_size_bytes", "re");
    if (file == NULL)
        return -1;
    uint64_t block_bytes = 0;
    int read = fscanf(file, "%" SCNx64, &block_bytes);
    fclose(file);
    if (read != 1 || block_bytes == 0)
        return -1;

    uint64_t block = pfn * (uint64_t)sysconf(_SC_PAGESIZE) / block_bytes;
    for (int node = 0; node < MAX_NODES; node++) {
        char path[128];
        snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/memory%" PRIu64, node, block);
        if (access(path, F_OK) == 0)
            return node;
    }
    return -1;
}

int main(int argc, char **argv)
{
    nothing_but_help(argc, argv, usage);
    print_whole_lines();

    uint64_t start_ns = monotonic_ns();
    struct totals totals = {0};
    scan_ram(&totals);
    uint64_t took_ms = (monotonic_ns() - start_ns) / NS_PER_MS;

    printf("longest=%" PRIu64 " ksm_pages=%" PRIu64 " sharers_total=%" PRIu64 " took_ms=%" PRIu64, totals.longest,
           totals.ksm_pages, totals.sharers, took_ms);
    if (totals.longest > 0) {
        printf(" longest_pfn=%" PRIu64, totals.longest_pfn);
        int node = node_of(totals.longest_pfn);
        if (node >= 0)
            printf(" longest_node=%d", node);
    }
    printf("\n");
    for (unsigned k = 0; k < BUCKETS; k++) {
        if (totals.pages_by_log2[k] > 0)
            printf("hist ge=%" PRIu64 " pages=%" PRIu64 "\n", UINT64_C(1) << k, totals.pages_by_log2[k]);
    }
    return 0;
}
