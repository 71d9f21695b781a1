package dev.cowork.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Rules about files and about the page that explains them. Each gives one sentence a violation. */
final class SourceRules {

    private static final Pattern ROW_CODES = Pattern.compile("(?m)^\\| (`[a-z_`, ]+`) \\| [45]\\d\\d \\|");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");
    private static final Pattern EXTENSION = Pattern.compile("(?m)^ *(x-[a-z0-9-]+):");

    private SourceRules() {}

    /** A file of schemas is one schema, named by the file, known under that name, and short enough to read. */
    static List<String> oneSchemaAFile(Contract contract) {
        var found = new ArrayList<String>();
        var names = new TreeSet<String>();
        contract.sources().forEach((path, text) -> {
            if (path.endsWith(".yaml") && text.lines().count() > 300) {
                found.add(path + ": has more than 300 lines");
            }
            if (path.startsWith("components/schemas/")) {
                String name = path.replaceFirst(".*/", "").replaceFirst("\\.yaml$", "");
                if (path.split("/").length != 4 || !names.add(name)) {
                    found.add(path + ": must be components/schemas/<group>/<name>.yaml and the only one of its name");
                }
                if (!contract.bundle().at("/components/schemas").has(name)) {
                    found.add(path + ": is not used");
                }
            }
        });
        contract.schemas().keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> found.add(name + ": has no file of its own"));
        return found;
    }

    /** The table of problem codes lists the codes of every contract's {@code Problem}, no more and no less. */
    static List<String> problemCodesAreExplained(List<Contract> contracts, String readme) {
        var explained = new TreeSet<String>();
        for (var row = ROW_CODES.matcher(readme); row.find(); ) {
            CODE.matcher(row.group(1)).results().forEach(code -> explained.add(code.group(1)));
        }
        var found = new ArrayList<String>();
        var known = new TreeSet<String>();
        for (Contract contract : contracts) {
            JsonNode listed = contract.bundle().at("/components/schemas/Problem/properties/code/x-extensible-enum");
            listed.forEach(code -> known.add(code.asString()));
        }
        known.stream()
                .filter(code -> !explained.contains(code))
                .forEach(code -> found.add(code + ": not in README.md"));
        explained.stream().filter(code -> !known.contains(code)).forEach(code -> found.add(code + ": not in Problem"));
        return found;
    }

    /** Every extension in use has its row in the table of extensions. */
    static List<String> extensionsAreExplained(Contract contract, String readme) {
        var found = new TreeSet<String>();
        contract.sources().forEach((path, text) -> {
            if (path.endsWith(".yaml")) {
                EXTENSION
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1))
                        .filter(name -> !readme.contains("| `" + name))
                        .forEach(name -> found.add(name + ": is used in " + path + " and not in README.md"));
            }
        });
        return List.copyOf(found);
    }
}
