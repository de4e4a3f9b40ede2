using Audit.Context;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Migrations;

/// <summary>A command of a migration that tells when it fails, and marks its event when it writes seed data.</summary>
internal sealed class AuditedMigrationCommand(MigrationCommand inner, MigrationSteps steps, int index, bool isSeedData)
    // What the base would need a command for is overridden.
    : MigrationCommand(null!, null, inner.CommandLogger, inner.TransactionSuppressed)
{
    private static readonly AuditAttribute Mark = new("seed_data", "true");

    public override string CommandText => inner.CommandText;

    public override int ExecuteNonQuery(IRelationalConnection connection, IReadOnlyDictionary<string, object?>? parameterValues = null)
    {
        steps.Begins();
        try
        {
            using var scope = Push();
            return inner.ExecuteNonQuery(connection, parameterValues);
        }
        catch
        {
            steps.Failed(index);
            throw;
        }
    }

    public override async Task<int> ExecuteNonQueryAsync(
        IRelationalConnection connection, IReadOnlyDictionary<string, object?>? parameterValues = null, CancellationToken cancellationToken = default)
    {
        steps.Begins();
        try
        {
            using var scope = Push();
            return await inner.ExecuteNonQueryAsync(connection, parameterValues, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            steps.Failed(index);
            throw;
        }
    }

    private AuditContextScope Push()
    {
        var context = AuditContext.Current;
        return AuditContext.Push(isSeedData ? context with { Attributes = context.Attributes.Add(Mark) } : context);
    }
}
