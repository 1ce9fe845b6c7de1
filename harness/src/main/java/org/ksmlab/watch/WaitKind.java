package org.ksmlab.watch;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ksmlab.console.TableFile;

/** What a task waits for in the kernel, as its stack tells; {@code waits.table} beside this class says how. */
public enum WaitKind {
    MMAP_LOCK_READ("mmap_lock, to read"),
    MMAP_LOCK_WRITE("mmap_lock, to write"),
    /** A page that is being moved. */
    MIGRATION_ENTRY("a migration entry"),
    PAGE_LOCK("a page lock"),
    /** Of an anon_vma, or of a file's mappings. */
    RMAP_LOCK("an anon_vma lock"),
    /** Other CPUs, to answer an interrupt. */
    IPI("other CPUs to answer an IPI"),
    /** Mostly I/O. */
    OTHER("something else");

    private static final List<Row> ROWS = TableFile.read(WaitKind.class, "waits.table").stream()
            .map(Row::parse)
            .toList();

    private final String words;

    WaitKind(String words) {
        this.words = words;
    }

    /** Reads well after "waited for". */
    public String words() {
        return words;
    }

    /**
     * What a task waits for.
     *
     * @param frames its stack, innermost function first
     */
    public static WaitKind of(List<String> frames) {
        return ROWS.stream()
                .filter(row -> row.fits(frames))
                .map(Row::kind)
                .findFirst()
                .orElse(OTHER);
    }

    private record Row(WaitKind kind, List<Pattern> innermost) {
        static Row parse(String line) {
            String[] columns = line.strip().split(" +", 2);
            return new Row(
                    valueOf(columns[0]),
                    Arrays.stream(columns[1].split(";")).map(Row::pattern).toList());
        }

        /** Compilers append {@code .isra.0} and the like to the names of copies and parts of functions. */
        private static Pattern pattern(String glob) {
            return Pattern.compile(Arrays.stream(glob.split("\\*", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*", "", "(?:\\..*)?")));
        }

        boolean fits(List<String> frames) {
            if (frames.size() < innermost.size()) {
                return false;
            }
            for (int i = 0; i < innermost.size(); i++) {
                if (!innermost.get(i).matcher(frames.get(i)).matches()) {
                    return false;
                }
            }
            return true;
        }
    }
}
