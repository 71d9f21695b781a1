package dev.cowork.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Bug class: a room that reaches upwards or sideways, so that nothing can be changed alone any more. */
@AnalyzeClasses(packages = "dev.cowork.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.cowork.server.";

    @Test
    void modulesHaveNoCyclesAndKeepTheirInnerPartsToThemselves() {
        ApplicationModules.of(CoworkServer.class).verify();
    }

    @ArchTest
    static final ArchRule everyLineUsesLowerLinesOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("contracts")
            .definedBy(ROOT + "v1..", ROOT + "openai..")
            .layer("outer")
            .definedBy(ROOT + "ask..", ROOT + "health..", ROOT + "docs..")
            .layer("heart")
            .definedBy(ROOT + "turns..")
            .layer("rooms")
            .definedBy(
                    ROOT + "conversations..",
                    ROOT + "files..",
                    ROOT + "permissions..",
                    ROOT + "shell..",
                    ROOT + "mcp..",
                    ROOT + "usage..",
                    ROOT + "web..",
                    ROOT + "agents..",
                    ROOT + "models..")
            .layer("ground floor")
            .definedBy(ROOT + "projects..", ROOT + "settings..")
            .layer("interfaces")
            .definedBy(ROOT + "agent..", ROOT + "journal..", ROOT + "vault..")
            .layer("platform")
            .definedBy(ROOT + "platform..")
            .ensureAllClassesAreContainedInArchitectureIgnoring("dev.cowork.server")
            .whereLayer("contracts")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("outer")
            .mayOnlyBeAccessedByLayers("contracts")
            .whereLayer("heart")
            .mayOnlyBeAccessedByLayers("contracts", "outer")
            .whereLayer("rooms")
            .mayOnlyBeAccessedByLayers("contracts", "outer", "heart")
            .whereLayer("ground floor")
            .mayOnlyBeAccessedByLayers("contracts", "outer", "heart", "rooms")
            .whereLayer("interfaces")
            .mayOnlyBeAccessedByLayers("contracts", "outer", "heart", "rooms", "ground floor");

    @ArchTest
    static final ArchRule onlyTheCoworkApiKnowsItsWire = onlyKnows("v1", "dev.cowork.api.v1..");

    @ArchTest
    static final ArchRule onlyTheOpenAiSubsetKnowsItsWire = onlyKnows("openai", "dev.cowork.api.openai..");

    private static ArchRule onlyKnows(String contract, String wire) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + contract + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(wire);
    }

    @ArchTest
    static final ArchRule agentsKnowOnlyModelsAmongTheRooms = noClasses()
            .that()
            .resideInAPackage(ROOT + "agents..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "conversations..",
                    ROOT + "files..",
                    ROOT + "shell..",
                    ROOT + "web..",
                    ROOT + "mcp..",
                    ROOT + "usage..");

    @ArchTest
    static final ArchRule theInterfacesOfAgentsStandAlone = classes()
            .that()
            .resideInAPackage(ROOT + "agent..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "agent..",
                    "java..",
                    "reactor..",
                    "tools.jackson..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule noBlockingDatabaseOutsideThePlatform = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "platform.db..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    /** In groups, a frame can stay where it is for ever: see the writer of events. */
    @ArchTest
    static final ArchRule noStreamIsWrittenInGroups = noClasses()
            .should()
            .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("writeAndFlushWith")));

    @ArchTest
    static final ArchRule repositoriesStayInTheirGroup =
            classes().that().haveSimpleNameEndingWith("Repository").should().bePackagePrivate();
}
