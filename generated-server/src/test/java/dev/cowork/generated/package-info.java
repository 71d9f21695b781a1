/** Tests of the templates: of the text they give and of the classes it becomes. */
@NullMarked
package dev.cowork.generated;

import org.jspecify.annotations.NullMarked;
