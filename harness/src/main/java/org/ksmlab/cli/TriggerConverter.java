package org.ksmlab.cli;

import org.ksmlab.experiment.Scenario.TriggerKind;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The triggers by the names that the kernel's world gives them. */
final class TriggerConverter implements ITypeConverter<TriggerKind> {
    @Override
    public TriggerKind convert(String value) {
        return switch (value) {
            case "numad" -> TriggerKind.NUMAD;
            case "migrate_pages" -> TriggerKind.MIGRATE_PAGES;
            default -> throw new TypeConversionException("'" + value + "' is neither numad nor migrate_pages");
        };
    }
}
