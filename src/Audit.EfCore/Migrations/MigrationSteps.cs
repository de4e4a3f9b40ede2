using System.Collections.Immutable;
using System.Globalization;
using Audit.EfCore.Operations;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Migrations;

/// <summary>The commands of one migration, or of the creation of a database, while they run.</summary>
internal sealed class MigrationSteps(IServiceProvider services, OperationRecorder operations, IRelationalConnection connection)
{
    private const int LongestStatement = 500;

    private IReadOnlyList<MigrationCommand> _commands = [];
    private OperationRun? _run;
    private bool _isRevert;
    private int _failed = -1;

    /// <summary>The migration as an operation. Its last command takes it out of the history when it is reverted.</summary>
    public DatabaseOperation Of(string migrationId, IReadOnlyList<MigrationCommand> commands)
    {
        _isRevert = IsRevert(migrationId, commands);
        return new DatabaseOperation(
            _isRevert ? "migration.revert" : "migration.apply", CommandSource.Migration, connection, [new AuditAttribute("migration.name", migrationId)]);
    }

    /// <summary>The commands of a migration, watched.</summary>
    public IReadOnlyList<MigrationCommand> Observe(string migrationId, IReadOnlyList<MigrationCommand> commands, OperationRun run)
    {
        _run = run;
        return Wrap(commands, SeedData.OfMigration(services, migrationId, _isRevert));
    }

    /// <summary>The commands that create what a model describes, watched.</summary>
    public IReadOnlyList<MigrationCommand> OfCreation(IReadOnlyList<MigrationCommand> commands) => Wrap(commands, SeedData.OfModel);

    /// <summary>Adds to the run what is known at its end.</summary>
    public void Ended(OperationRun run)
    {
        run.Found("migration.product_version", ProductInfo.GetVersion());
        run.Found("migration.commands", _commands.Count.ToString(CultureInfo.InvariantCulture));
        if (_failed < 0)
            return;

        run.Found("migration.failed_command", (_failed + 1).ToString(CultureInfo.InvariantCulture));
        var statement = operations.Classify(_commands[_failed].CommandText, connection).RedactedText;
        run.Found("migration.failed_statement", statement.Length <= LongestStatement ? statement : string.Concat(statement.AsSpan(0, LongestStatement), "…"));
    }

    public void Begins()
    {
        _failed = -1;
        if (_run is { } run && connection.CurrentTransaction is { } transaction)
            run.TransactionId = transaction.TransactionId;
    }

    public void Failed(int index) => _failed = index;

    private MigrationCommand[] Wrap(IReadOnlyList<MigrationCommand> commands, SeedData seeds)
    {
        _commands = commands;
        var wrapped = new MigrationCommand[commands.Count];
        for (var i = 0; i < wrapped.Length; i++)
            wrapped[i] = new AuditedMigrationCommand(commands[i], this, i, seeds.Includes(commands[i].CommandText, operations.Classify(commands[i].CommandText, connection)));
        return wrapped;
    }

    private bool IsRevert(string migrationId, IReadOnlyList<MigrationCommand> commands) =>
        commands.Count > 0 && string.Equals(
            commands[^1].CommandText.Trim(),
            services.GetRequiredService<IHistoryRepository>().GetDeleteScript(migrationId).Trim(),
            StringComparison.Ordinal);
}
