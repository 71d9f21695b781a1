package dev.cowork.server.projects;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workspace: a name, a real folder, and what belongs to it.
 *
 * @param no the inner key
 * @param id the public id, {@code proj_…}; {@link #GENERAL_ID} for the one that always exists
 * @param owner whose it is
 * @param name the cleaned name, unique per owner whatever its case; the folder's name unless the folder is external
 * @param displayName the name as it was typed
 * @param description a short description, or null
 * @param path the absolute folder
 * @param external whether the folder is the person's own: never renamed, never deleted
 * @param active whether new conversations of old clients start here; at most one project of an owner is active
 * @param connectorIds connections available inside; empty means all
 * @param skillIds skills active in all its conversations
 * @param createdAt microseconds since 1970 UTC
 * @param updatedAt microseconds since 1970 UTC of the last change
 * @param version counts changes, from 1
 */
public record Project(
        long no,
        String id,
        String owner,
        String name,
        String displayName,
        @Nullable String description,
        String path,
        boolean external,
        boolean active,
        List<String> connectorIds,
        List<String> skillIds,
        long createdAt,
        long updatedAt,
        long version) {

    /** The id of the project that always exists. The same for every owner: clients know it by heart. */
    public static final String GENERAL_ID = "00000000-0000-0000-0000-000000000001";

    /** Its name, and its folder's. */
    public static final String GENERAL_NAME = "general";

    /** Whether it is the one that always exists, and so can be neither renamed nor deleted. */
    public boolean general() {
        return id.equals(GENERAL_ID);
    }

    /** Whether its name and folder may change. */
    public boolean renamable() {
        return !general() && !external;
    }

    /** The folder. */
    public Path folder() {
        return Path.of(path);
    }

    /** The same with the key that the database gave it. */
    Project keyed(long key) {
        return new Project(
                key,
                id,
                owner,
                name,
                displayName,
                description,
                path,
                external,
                active,
                connectorIds,
                skillIds,
                createdAt,
                updatedAt,
                version);
    }

    /** The same under another name, in another folder. */
    Project placed(String newName, String newDisplayName, String newPath) {
        return new Project(
                no,
                id,
                owner,
                newName,
                newDisplayName,
                description,
                newPath,
                external,
                active,
                connectorIds,
                skillIds,
                createdAt,
                updatedAt,
                version);
    }

    /** The same with what a change says of everything but the name. */
    Project changed(ProjectChange change) {
        return new Project(
                no,
                id,
                owner,
                name,
                displayName,
                change.description().or(description),
                path,
                external,
                change.active() == null ? active : change.active(),
                change.connectorIds() == null ? connectorIds : change.connectorIds(),
                change.skillIds() == null ? skillIds : change.skillIds(),
                createdAt,
                updatedAt,
                version);
    }

    /** The next version, made now. */
    Project next(long now) {
        return new Project(
                no,
                id,
                owner,
                name,
                displayName,
                description,
                path,
                external,
                active,
                connectorIds,
                skillIds,
                createdAt,
                now,
                version + 1);
    }
}
