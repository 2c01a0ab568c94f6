package dev.pistat.app.setting;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value that can be set, in {@code config.toml} or by the builder of a {@link dev.pistat.app.Configuration}. Immutable.
 *
 * @param <T> the type of the value
 */
public final class Setting<T> {

    final String section;
    final String key;
    final SettingType<T> type;
    /** The default as the file has it, or an example if there is none. */
    final Object written;

    final boolean hasDefault;
    final String help;
    /** The name of the setting that must be set too, if there is one. */
    final @Nullable String partner;

    Setting(
            String name,
            SettingType<T> type,
            Object written,
            boolean hasDefault,
            String help,
            @Nullable String partner) {
        this.section = name.substring(0, name.indexOf('.'));
        this.key = name.substring(section.length() + 1);
        this.type = type;
        this.written = written;
        this.hasDefault = hasDefault;
        this.help = help;
        this.partner = partner;
    }

    /**
     * The value among those of all settings.
     *
     * @param values each of the type of its setting
     * @return empty if it has none
     */
    @SuppressWarnings("unchecked")
    public Optional<T> in(Map<Setting<?>, Object> values) {
        return Optional.ofNullable((T) values.get(this));
    }

    /** {@return section and key with a dot between them, such as {@code server.port}} */
    @Override
    public String toString() {
        return section + "." + key;
    }
}
