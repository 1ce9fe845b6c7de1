package org.ksmlab.index;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.ksmlab.archive.RunSummary;
import org.ksmlab.archive.TrialSummary;
import org.ksmlab.archive.Unreadable;
import org.ksmlab.experiment.CampaignResult.Outcome;
import org.ksmlab.model.Verdict;

/** Runs as rows of the index: the SQL. */
final class RunRows {
    private final Handle handle;

    RunRows(Handle handle) {
        this.handle = handle;
    }

    /** A run, and the fingerprint its folder had before it was read. */
    record Row(RunSummary run, String fingerprint) {}

    /** The fingerprints of all runs, by name. */
    Map<String, String> fingerprints() {
        Map<String, String> all = new HashMap<>();
        handle.createQuery("SELECT name, fingerprint FROM run")
                .map((row, context) -> Map.entry(row.getString("name"), row.getString("fingerprint")))
                .forEach(run -> all.put(run.getKey(), run.getValue()));
        return all;
    }

    /** Removes and adds, or does nothing if it fails or is killed. */
    void replace(Collection<String> gone, Collection<Row> added) {
        handle.useTransaction(transaction -> {
            PreparedBatch remove = transaction.prepareBatch("DELETE FROM run WHERE name = ?");
            gone.forEach(remove::add);
            remove.execute();
            PreparedBatch runs =
                    transaction.prepareBatch("INSERT INTO run (name, fingerprint, outcome) VALUES (?, ?, ?)");
            PreparedBatch trials = transaction.prepareBatch(
                    "INSERT INTO trial (run, name, arm, kernel, host, start_ms, verdict) VALUES (?, ?, ?, ?, ?, ?, ?)");
            PreparedBatch unreadable =
                    transaction.prepareBatch("INSERT INTO unreadable (run, path, why) VALUES (?, ?, ?)");
            for (Row row : added) {
                String name = row.run().name();
                runs.add(
                        name,
                        row.fingerprint(),
                        row.run().outcome().map(Enum::name).orElse(null));
                for (TrialSummary trial : row.run().trials()) {
                    trials.add(
                            name,
                            trial.name(),
                            trial.arm(),
                            trial.kernel(),
                            trial.host(),
                            trial.start().toEpochMilli(),
                            trial.verdict().map(Enum::name).orElse(null));
                }
                for (Unreadable one : row.run().unreadable()) {
                    unreadable.add(name, one.path(), one.why());
                }
            }
            runs.execute();
            trials.execute();
            unreadable.execute();
        });
    }

    /** Those runs, by name. */
    List<RunSummary> find(RunQuery query) {
        return handle.createQuery("SELECT name, outcome FROM run WHERE :all OR name IN (SELECT run FROM trial"
                        + " WHERE (:kernel IS NULL OR instr(kernel, :kernel) > 0)"
                        + " AND (:host IS NULL OR host = :host)"
                        + " AND (:verdict IS NULL OR verdict = :verdict)"
                        + " AND (:since IS NULL OR start_ms >= :since)"
                        + " AND (:until IS NULL OR start_ms < :until)) ORDER BY name")
                .bind("all", query.equals(RunQuery.ALL))
                .bind("kernel", query.kernel())
                .bind("host", query.host())
                .bind("verdict", query.verdict().map(Enum::name))
                .bind("since", query.since().map(Instant::toEpochMilli))
                .bind("until", query.until().map(Instant::toEpochMilli))
                .map((row, context) -> {
                    String name = row.getString("name");
                    Optional<Outcome> outcome =
                            Optional.ofNullable(row.getString("outcome")).map(Outcome::valueOf);
                    return new RunSummary(name, outcome, trialsOf(name), unreadableOf(name));
                })
                .list();
    }

    /** All that could not be read, whatever is searched for: nobody knows what it would have matched. */
    List<Unreadable> unreadable() {
        return handle.createQuery("SELECT path, why FROM unreadable ORDER BY path")
                .map((row, context) -> new Unreadable(row.getString("path"), row.getString("why")))
                .list();
    }

    private List<TrialSummary> trialsOf(String run) {
        return handle.createQuery("SELECT * FROM trial WHERE run = :run ORDER BY start_ms, name")
                .bind("run", run)
                .map((row, context) -> new TrialSummary(
                        row.getString("name"),
                        row.getString("arm"),
                        row.getString("kernel"),
                        row.getString("host"),
                        Instant.ofEpochMilli(row.getLong("start_ms")),
                        Optional.ofNullable(row.getString("verdict")).map(Verdict::valueOf)))
                .list();
    }

    private List<Unreadable> unreadableOf(String run) {
        return handle.createQuery("SELECT path, why FROM unreadable WHERE run = :run ORDER BY path")
                .bind("run", run)
                .map((row, context) -> new Unreadable(row.getString("path"), row.getString("why")))
                .list();
    }
}
