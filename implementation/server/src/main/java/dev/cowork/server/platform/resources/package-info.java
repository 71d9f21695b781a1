/** What every group of resources shares: pages, partial changes, conditions on a version. */
@NullMarked
package dev.cowork.server.platform.resources;

import org.jspecify.annotations.NullMarked;
