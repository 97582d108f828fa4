package io.evenkeel.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.evenkeel.contract", importOptions = DoNotIncludeTests.class)
class ContractArchitectureTest {

    @ArchTest
    static final ArchRule DEPENDS_ON_NO_FRAMEWORK = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.evenkeel.contract..",
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.apache.kafka..",
                    "io.cloudevents..",
                    "org.jspecify..")
            .because("every service, tool and test speaks the contract, whatever it runs on; put what needs a framework"
                    + " into service-kit or the service");

    @ArchTest
    static final ArchRule TOUCHES_NO_DATABASE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax..", "org.postgresql..", "org.sqlite..")
            .because(
                    "the contract says what a store does, sqlite-store and supabase-store do it; move SQL connections there");

    @ArchTest
    static final ArchRule CATALOGUE_KNOWS_ONLY_ITSELF = noClasses()
            .that()
            .resideInAPackage("io.evenkeel.contract.catalogue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.evenkeel.contract.change..",
                    "io.evenkeel.contract.control..",
                    "io.evenkeel.contract.event..",
                    "io.evenkeel.contract.schema..",
                    "io.evenkeel.contract.store..",
                    "io.evenkeel.contract.topic..",
                    "io.evenkeel.contract.value..")
            .because("all else derives from the catalogue; let the other package read the catalogue instead");
}
