package dev.cowork.r2dbc.sqlite;

/** The SPI's TestKit with question marks, bound by index. */
class SqliteAnonymousTestKit extends SqliteTestKitSupport<Integer> {

    @Override
    public String getPlaceholder(int index) {
        return "?";
    }

    @Override
    public Integer getIdentifier(int index) {
        return index;
    }
}
