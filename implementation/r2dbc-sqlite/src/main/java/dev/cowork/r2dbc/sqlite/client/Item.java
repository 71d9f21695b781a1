package dev.cowork.r2dbc.sqlite.client;

/** What stands in a queue: a task, or a call to look up from the queue because something else has changed. */
sealed interface Item permits Task, Item.Wake {

    /** Makes a waiting worker look around. */
    enum Wake implements Item {
        UP
    }
}
