using System.Data;
using Audit.EfCore.Configuration;
using Audit.EfCore.Operations;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Migrations;

/// <summary>
/// Stands before what runs the commands of a migration, and of the creation of a database. It is told which migration the commands belong to.
/// </summary>
internal sealed class AuditedMigrationCommandExecutor(IServiceProvider services, IDbContextOptions options) : IMigrationCommandExecutor
{
    private IMigrationCommandExecutor? _inner;

    private IMigrationCommandExecutor Inner => _inner ??= ProviderServices.Create<IMigrationCommandExecutor>(options, services);

    private OperationRecorder? Operations => ContextServices.Of(options)?.Operations is { IsEnabled: true } operations ? operations : null;

    public void ExecuteNonQuery(IEnumerable<MigrationCommand> migrationCommands, IRelationalConnection connection) =>
        Inner.ExecuteNonQuery(OfCreation(migrationCommands, connection), connection);

    public Task ExecuteNonQueryAsync(IEnumerable<MigrationCommand> migrationCommands, IRelationalConnection connection, CancellationToken cancellationToken = default) =>
        Inner.ExecuteNonQueryAsync(OfCreation(migrationCommands, connection), connection, cancellationToken);

    public int ExecuteNonQuery(
        IReadOnlyList<MigrationCommand> migrationCommands,
        IRelationalConnection connection,
        MigrationExecutionState executionState,
        bool commitTransaction,
        IsolationLevel? isolationLevel = null)
    {
        if (Operations is not { } operations)
            return Inner.ExecuteNonQuery(migrationCommands, connection, executionState, commitTransaction, isolationLevel);

        var steps = new MigrationSteps(services, operations, connection);
        if (executionState.CurrentMigrationId is not { } id)
            return Inner.ExecuteNonQuery(steps.OfCreation(migrationCommands), connection, executionState, commitTransaction, isolationLevel);

        var migration = steps.Of(id, migrationCommands);
        return operations.Run(migration, run =>
        {
            var commands = steps.Observe(id, migrationCommands, run);
            try
            {
                return Inner.ExecuteNonQuery(commands, connection, executionState, commitTransaction, isolationLevel);
            }
            finally
            {
                steps.Ended(run);
            }
        });
    }

    public Task<int> ExecuteNonQueryAsync(
        IReadOnlyList<MigrationCommand> migrationCommands,
        IRelationalConnection connection,
        MigrationExecutionState executionState,
        bool commitTransaction,
        IsolationLevel? isolationLevel = null,
        CancellationToken cancellationToken = default)
    {
        if (Operations is not { } operations)
            return Inner.ExecuteNonQueryAsync(migrationCommands, connection, executionState, commitTransaction, isolationLevel, cancellationToken);

        var steps = new MigrationSteps(services, operations, connection);
        if (executionState.CurrentMigrationId is not { } id)
            return Inner.ExecuteNonQueryAsync(steps.OfCreation(migrationCommands), connection, executionState, commitTransaction, isolationLevel, cancellationToken);

        var migration = steps.Of(id, migrationCommands);
        return operations.RunAsync(migration, async run =>
        {
            var commands = steps.Observe(id, migrationCommands, run);
            try
            {
                return await Inner.ExecuteNonQueryAsync(commands, connection, executionState, commitTransaction, isolationLevel, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                steps.Ended(run);
            }
        });
    }

    private IEnumerable<MigrationCommand> OfCreation(IEnumerable<MigrationCommand> commands, IRelationalConnection connection) =>
        Operations is { } operations ? new MigrationSteps(services, operations, connection).OfCreation([.. commands]) : commands;
}
