namespace Audit.EfCore.Tests.Support;

/// <summary>Makes PostgreSQL fail once, in a way that an execution strategy tries again, when a row of the name <c>second</c> is inserted.</summary>
internal static class FailingOnce
{
    // Sequences keep their value when a transaction is rolled back.
    public static string Into(string table) =>
        $"""
        CREATE SEQUENCE tries;
        CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF NEW."Name" = 'second' AND nextval('tries') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '40001'; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER fail_once BEFORE INSERT ON "{table}" FOR EACH ROW EXECUTE FUNCTION fail_once();
        """;
}
