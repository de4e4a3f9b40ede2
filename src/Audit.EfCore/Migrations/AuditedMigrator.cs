using System.Diagnostics.CodeAnalysis;
using Audit.Context;
using Audit.EfCore.Configuration;
using Audit.EfCore.Operations;
using Audit.EfCore.Seeding;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.EfCore.Migrations;

/// <summary>Stands before the provider's migrator: what it does is a migration's, also what it asks the database before the first.</summary>
internal sealed class AuditedMigrator(IServiceProvider services, IDbContextOptions options) : IMigrator
{
    private const string NotTrimmable = "EF Core's migrations cannot be trimmed.";
    private const string NotAheadOfTime = "EF Core's migrations cannot be compiled ahead of time.";

    private IMigrator? _inner;

    private IMigrator Inner => _inner ??= ProviderServices.Create<IMigrator>(
        options, services, new SeedingOptions(options, services.GetRequiredService<IRelationalConnection>));

    private OperationRecorder? Operations => ContextServices.Of(options)?.Operations is { IsEnabled: true } operations ? operations : null;

    [RequiresUnreferencedCode(NotTrimmable)]
    [RequiresDynamicCode(NotAheadOfTime)]
    public void Migrate(string? targetMigration = null)
    {
        if (Operations is { } operations)
            operations.RunWithin(() => MigrateWithin(targetMigration));
        else
            Inner.Migrate(targetMigration);
    }

    [RequiresUnreferencedCode(NotTrimmable)]
    [RequiresDynamicCode(NotAheadOfTime)]
    public Task MigrateAsync(string? targetMigration = null, CancellationToken cancellationToken = default) => Operations is { } operations
        ? operations.RunWithinAsync(() => MigrateWithinAsync(targetMigration, cancellationToken))
        : Inner.MigrateAsync(targetMigration, cancellationToken);

    [RequiresUnreferencedCode(NotTrimmable)]
    [RequiresDynamicCode(NotAheadOfTime)]
    public string GenerateScript(string? fromMigration = null, string? toMigration = null, MigrationsSqlGenerationOptions options = MigrationsSqlGenerationOptions.Default) =>
        Inner.GenerateScript(fromMigration, toMigration, options);

    [RequiresDynamicCode(NotAheadOfTime)]
    public bool HasPendingModelChanges() => Inner.HasPendingModelChanges();

    [RequiresUnreferencedCode(NotTrimmable)]
    [RequiresDynamicCode(NotAheadOfTime)]
    private bool MigrateWithin(string? targetMigration)
    {
        using var scope = AuditContext.Push(AuditContext.Current with { Source = CommandSource.Migration });
        Inner.Migrate(targetMigration);
        return true;
    }

    [RequiresUnreferencedCode(NotTrimmable)]
    [RequiresDynamicCode(NotAheadOfTime)]
    private async Task<bool> MigrateWithinAsync(string? targetMigration, CancellationToken cancellationToken)
    {
        using var scope = AuditContext.Push(AuditContext.Current with { Source = CommandSource.Migration });
        await Inner.MigrateAsync(targetMigration, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
