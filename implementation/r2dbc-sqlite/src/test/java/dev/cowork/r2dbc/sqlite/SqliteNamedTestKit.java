package dev.cowork.r2dbc.sqlite;

/** The SPI's TestKit with names, {@code :value0}, bound by name. */
class SqliteNamedTestKit extends SqliteTestKitSupport<String> {

    @Override
    public String getPlaceholder(int index) {
        return ":value" + index;
    }

    @Override
    public String getIdentifier(int index) {
        return "value" + index;
    }
}
