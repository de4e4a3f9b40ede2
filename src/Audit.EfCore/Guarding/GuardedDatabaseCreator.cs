using Audit.EfCore.Configuration;
using Audit.EfCore.Operations;
using Audit.EfCore.Seeding;
using Audit.Events;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Guarding;

/// <summary>
/// Stands before the provider's creator: asks before it deletes a database, and records that it creates or deletes one. Some providers make or delete a file
/// for that, which no command shows.
/// A subclass rather than a plain decorator, since applications cast what they get to <see cref="RelationalDatabaseCreator"/>.
/// </summary>
/// <remarks>EF Core makes one for every context that uses its facade; the provider's own is only made when it is needed.</remarks>
internal sealed class GuardedDatabaseCreator(RelationalDatabaseCreatorDependencies dependencies, IServiceProvider services)
    : RelationalDatabaseCreator(dependencies)
{
    private const string Creation = "database.create";
    private const string CreatedName = "database.created";
    private const string Deletion = "database.delete";
    private const string DeletedName = "database.deleted";

    private RelationalDatabaseCreator? _inner;

    private RelationalDatabaseCreator Inner => _inner ??= (RelationalDatabaseCreator)ProviderServices.Create<IRelationalDatabaseCreator>(
        Dependencies.ContextOptions,
        services,
        Dependencies with { ContextOptions = new SeedingOptions(Dependencies.ContextOptions, () => Dependencies.Connection) });

    private ContextServices? Services => ContextServices.Of(Dependencies.ContextOptions);

    public override bool Exists() => Inner.Exists();

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => Inner.ExistsAsync(cancellationToken);

    public override bool HasTables() => Inner.HasTables();

    public override Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => Inner.HasTablesAsync(cancellationToken);

    public override void Create() => Run(Creation, run =>
    {
        Inner.Create();
        return Done(run, CreatedName);
    });

    public override Task CreateAsync(CancellationToken cancellationToken = default) => RunAsync(Creation, async run =>
    {
        await Inner.CreateAsync(cancellationToken).ConfigureAwait(false);
        return Done(run, CreatedName);
    });

    public override void CreateTables() => Inner.CreateTables();

    public override Task CreateTablesAsync(CancellationToken cancellationToken = default) => Inner.CreateTablesAsync(cancellationToken);

    public override bool EnsureCreated() => Run(Creation, run => Done(run, CreatedName, Inner.EnsureCreated()));

    public override Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default) => RunAsync(
        Creation, async run => Done(run, CreatedName, await Inner.EnsureCreatedAsync(cancellationToken).ConfigureAwait(false)));

    // The base asks whether there is a database, and comes to Delete to delete it.
    public override bool EnsureDeleted() => Run(Deletion, run => Done(run, DeletedName, base.EnsureDeleted()));

    public override Task<bool> EnsureDeletedAsync(CancellationToken cancellationToken = default) => RunAsync(
        Deletion, async run => Done(run, DeletedName, await base.EnsureDeletedAsync(cancellationToken).ConfigureAwait(false)));

    public override string GenerateCreateScript() => Inner.GenerateCreateScript();

    public override bool CanConnect() => Inner.CanConnect();

    public override Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => Inner.CanConnectAsync(cancellationToken);

    public override void Delete()
    {
        if (Services is { } present)
            present.Drops.Run(Dependencies.Connection, Inner.Delete);
        else
            Inner.Delete();
    }

    public override Task DeleteAsync(CancellationToken cancellationToken = default) => Services is { } present
        ? present.Drops.RunAsync(Dependencies.Connection, Inner.DeleteAsync, cancellationToken)
        : Inner.DeleteAsync(cancellationToken);

    private static bool Done(OperationRun? run, string name, bool wasDone = true)
    {
        run?.Found(name, wasDone ? "true" : "false");
        return wasDone;
    }

    private bool Run(string action, Func<OperationRun?, bool> work) => Services?.Operations is { IsEnabled: true } operations
        ? operations.Run(Operation(action), work)
        : work(null);

    private Task<bool> RunAsync(string action, Func<OperationRun?, Task<bool>> work) => Services?.Operations is { IsEnabled: true } operations
        ? operations.RunAsync(Operation(action), work)
        : work(null);

    private DatabaseOperation Operation(string action) => new(action, CommandSource.Migration, Dependencies.Connection, []);
}
