package org.ksmlab.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteDataSource;

/** The index's SQLite file. */
final class Database {
    /** What the newest migration makes of the file; it says so in SQLite's {@code user_version}. */
    static final int SCHEMA = 1;

    private final Path file;

    Database(Path file) {
        this.file = file;
    }

    /** The file cannot be used as it is. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String why) {
            super(why);
        }

        UnusableException(RuntimeException cause) {
            super(innermost(cause), cause);
        }

        /** SQLite's own word, without those of the libraries around it. */
        private static String innermost(Throwable failure) {
            Throwable last = failure;
            while (last.getCause() != null) {
                last = last.getCause();
            }
            String message = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
            return message.strip().lines().findFirst().orElse("");
        }
    }

    /**
     * A connection to the file, which is made or brought to this program's schema if need be.
     *
     * @throws UnusableException if it is broken, of a newer schema, or no index at all
     */
    Handle open() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        source.setEnforceForeignKeys(true);
        try {
            Handle handle = Jdbi.create(source).open();
            try {
                int schema = schemaOf(handle);
                if (schema < SCHEMA) {
                    migrate(source);
                }
                return handle;
            } catch (RuntimeException e) {
                handle.close();
                throw e;
            }
        } catch (JdbiException | FlywayException e) {
            throw new UnusableException(e);
        }
    }

    private static int schemaOf(Handle handle) {
        // Flyway tries a file that is none of SQLite's again and again for a minute: this finds out at once.
        String state = handle.createQuery("PRAGMA integrity_check(1)")
                .mapTo(String.class)
                .one();
        if (!state.equals("ok")) {
            throw new UnusableException(state.replaceAll("\\s+", " "));
        }
        int schema =
                handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
        if (schema > SCHEMA) {
            throw new UnusableException("its schema " + schema + " is newer than this ksmlab's, " + SCHEMA);
        }
        return schema;
    }

    private static void migrate(SQLiteDataSource source) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .loggers("slf4j")
                .locations("classpath:org/ksmlab/index")
                .load()
                .migrate();
    }

    /** Removes the file, and what a killed process left of a transaction. Nobody may have it open. */
    void delete() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-journal"));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
