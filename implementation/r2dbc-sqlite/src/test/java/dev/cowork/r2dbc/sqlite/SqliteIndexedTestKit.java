package dev.cowork.r2dbc.sqlite;

/** The SPI's TestKit with numbered places, {@code ?1}, bound by index. */
class SqliteIndexedTestKit extends SqliteTestKitSupport<Integer> {

    @Override
    public String getPlaceholder(int index) {
        return "?" + (index + 1);
    }

    @Override
    public Integer getIdentifier(int index) {
        return index;
    }
}
