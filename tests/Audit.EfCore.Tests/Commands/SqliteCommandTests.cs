using Audit.EfCore.Tests.Support;

namespace Audit.EfCore.Tests.Commands;

public sealed class SqliteCommandCaptureTests : CommandCaptureTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class SqliteCommandFailureTests : CommandFailureTests
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_ERROR.
    private protected override string UniqueViolation => "2067";

    private protected override string SyntaxError => "1";

    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}
