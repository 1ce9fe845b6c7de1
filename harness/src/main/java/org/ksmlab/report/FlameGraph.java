package org.ksmlab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ksmlab.report.Page.Flame.Frame;
import org.ksmlab.watch.PerfSamples;

/** Lays out a profile as a flame graph: a frame is as wide as its share of all samples, and stands on its caller. */
final class FlameGraph {
    /** Below this share a frame is not to be seen. */
    private static final double THINNEST = 0.001;

    /** Of the width: a shorter name would be a letter or two. */
    private static final double LABELLED_PERCENT = 1.5;

    private final PerfSamples profile;
    private final List<Frame> frames = new ArrayList<>();

    private FlameGraph(PerfSamples profile) {
        this.profile = profile;
    }

    /** Of at least one sample. */
    static Page.Flame of(PerfSamples profile) {
        Node root = new Node();
        for (PerfSamples.Sample sample : profile.samples()) {
            root.count++;
            Node node = root.child(HostileText.line(sample.comm()));
            for (String function : sample.stack()) {
                node = node.child(HostileText.line(function));
            }
        }
        FlameGraph graph = new FlameGraph(profile);
        int rows = graph.depth(root);
        graph.place("all of this CPU", root, 0, 0, rows);
        String title = "Flame graph of the host's housekeeping CPU during the trigger, "
                + Figures.count(profile.samples().size()) + " samples";
        return new Page.Flame(title, rows, graph.frames);
    }

    private boolean isVisible(Node node) {
        return node.count >= THINNEST * profile.samples().size();
    }

    private int depth(Node node) {
        return 1
                + node.children.values().stream()
                        .filter(this::isVisible)
                        .mapToInt(this::depth)
                        .max()
                        .orElse(0);
    }

    private void place(String name, Node node, long before, int depth, int rows) {
        long whole = profile.samples().size();
        double width = 100.0 * node.count / whole;
        String share = Figures.count(node.count) + " of " + Figures.count(whole) + " samples, "
                + Figures.share(node.count, whole);
        frames.add(new Frame(
                name,
                FunctionGroup.of(name).style(),
                Figures.percent(100.0 * before / whole),
                Figures.percent(width),
                rows - 1 - depth,
                width >= LABELLED_PERCENT,
                name + ": " + share));
        long start = before;
        for (Map.Entry<String, Node> child : node.children.entrySet()) {
            if (isVisible(child.getValue())) {
                place(child.getKey(), child.getValue(), start, depth + 1, rows);
            }
            start += child.getValue().count;
        }
    }

    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private long count;

        Node child(String name) {
            Node child = children.computeIfAbsent(name, key -> new Node());
            child.count++;
            return child;
        }
    }
}
