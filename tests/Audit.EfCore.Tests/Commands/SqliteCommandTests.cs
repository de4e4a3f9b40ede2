using System.Data.Common;
using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.Commands;

public sealed class SqliteCommandCaptureTests : CommandCaptureTests
{
    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}

public sealed class SqliteReadingTests : ReadingTests
{
    // The smallest integer has no absolute value.
    private protected override (string Sql, string Code) FailingAtTheThirdRow =>
        ("""SELECT "Id", "Name", abs(CASE "Qty" WHEN 3 THEN -9223372036854775807 - 1 ELSE "Qty" END) AS "Qty" FROM "Items" """, "1");

    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();

    [Fact]
    public async Task A_query_that_fails_within_the_loop_of_another_does_not_blame_the_other()
    {
        await using var shop = Shop.Open(CreateDatabase());
        using var context = shop.CreateContext();
        using var other = shop.CreateContext();

        foreach (var _ in context.Items.AsNoTracking())
        {
            Assert.ThrowsAny<DbException>(() => other.Items.FromSqlRaw("SELEC 1").AsNoTracking().ToList());
            Assert.ThrowsAny<DbException>(() => other.Items.FromSqlRaw(FailingAtTheThirdRow.Sql).AsNoTracking().ToList());
        }

        Assert.Equal(
            Enumerable.Repeat((CommandSource.RawSql, Outcome.Failed), 6).Append((CommandSource.Linq, Outcome.Succeeded)),
            shop.Log.Events.Select(recorded => (recorded.Source, recorded.Outcome)));
    }
}

public sealed class SqliteCommandFailureTests : CommandFailureTests
{
    // SQLITE_CONSTRAINT_UNIQUE and SQLITE_ERROR.
    private protected override string UniqueViolation => "2067";

    private protected override string SyntaxError => "1";

    private protected override TestDatabase CreateDatabase() => TestDatabase.Sqlite();
}
