package org.ksmlab.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.ksmlab.model.Verdict;

/**
 * The report for a CI server: an arm is a suite and a trial is a case. A case fails if it gave another answer than its arm expects, is an
 * error if the kernel reported another bug, and is skipped if it gave no answer.
 */
final class JUnitReport {
    private JUnitReport() {}

    static String of(StoredRun run) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", run.name());
            for (StoredRun.Arm arm : run.arms()) {
                suite(xml, run, arm);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a string can be written to", e);
        }
        return text + "\n";
    }

    private static void suite(XMLStreamWriter xml, StoredRun run, StoredRun.Arm arm) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", arm.name());
        xml.writeAttribute("tests", String.valueOf(arm.trials().size()));
        for (Outcome outcome : Outcome.values()) {
            if (!outcome.counter.isEmpty()) {
                long count = arm.trials().stream()
                        .filter(trial -> Outcome.of(trial, arm) == outcome)
                        .count();
                xml.writeAttribute(outcome.counter, String.valueOf(count));
            }
        }
        xml.writeAttribute(
                "time",
                seconds(arm.trials().stream().mapToDouble(JUnitReport::took).sum()));
        xml.writeStartElement("properties");
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", "seconds");
        xml.writeAttribute("value", new Summary(run).seconds());
        xml.writeEndElement();
        for (StoredTrial trial : arm.trials()) {
            testCase(xml, run, arm, trial);
        }
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, StoredRun run, StoredRun.Arm arm, StoredTrial trial)
            throws XMLStreamException {
        String reason = HostileText.line(trial.result().reason());
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "ksmlab." + run.name());
        xml.writeAttribute("name", arm.name() + " " + trial.number());
        xml.writeAttribute("time", seconds(took(trial)));
        Outcome outcome = Outcome.of(trial, arm);
        if (outcome != Outcome.PASSED) {
            xml.writeEmptyElement(outcome.element);
            xml.writeAttribute("message", trial.result().verdict() + ": " + reason);
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(trial.result().verdict() + ": " + reason + "\n");
        for (Page.Fact row : facts(trial)) {
            xml.writeCharacters(row.name() + ": " + row.value() + "\n");
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static List<Page.Fact> facts(StoredTrial trial) {
        return trial.result().preconditions().entrySet().stream()
                .map(one -> new Page.Fact(
                        HostileText.line(one.getKey()),
                        HostileText.line(one.getValue().measured())
                                + (one.getValue().met() ? ", met" : ", not met") + " (required: "
                                + HostileText.line(one.getValue().required()) + ")"))
                .toList();
    }

    private enum Outcome {
        PASSED("", ""),
        FAILED("failures", "failure"),
        ERROR("errors", "error"),
        SKIPPED("skipped", "skipped");

        private final String counter;
        private final String element;

        Outcome(String counter, String element) {
            this.counter = counter;
            this.element = element;
        }

        static Outcome of(StoredTrial trial, StoredRun.Arm arm) {
            Verdict verdict = trial.result().verdict();
            return switch (verdict) {
                case REPRODUCED, NOT_REPRODUCED -> verdict == arm.result().expected() ? PASSED : FAILED;
                case OTHER_BUG -> ERROR;
                case INVALID, INFRA -> SKIPPED;
            };
        }
    }

    private static double took(StoredTrial trial) {
        return trial.result().phases().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
