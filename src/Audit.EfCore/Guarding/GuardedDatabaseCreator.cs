using Audit.EfCore.Configuration;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Audit.EfCore.Guarding;

/// <summary>
/// Stands before the provider's creator, and asks before it deletes a database: some providers delete a file, which no command shows.
/// A subclass rather than a plain decorator, since applications cast what they get to <see cref="RelationalDatabaseCreator"/>.
/// </summary>
/// <remarks>EF Core makes one for every context that uses its facade; the provider's own is only made when it is needed.</remarks>
internal sealed class GuardedDatabaseCreator(RelationalDatabaseCreatorDependencies dependencies, IServiceProvider services)
    : RelationalDatabaseCreator(dependencies)
{
    private RelationalDatabaseCreator? _inner;

    private RelationalDatabaseCreator Inner => _inner ??= ProviderCreators.Create(Dependencies.ContextOptions, services);

    private DatabaseDrops? Drops => Dependencies.ContextOptions.FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<DatabaseDropInterceptor>().FirstOrDefault()?.Drops;

    public override bool Exists() => Inner.Exists();

    public override Task<bool> ExistsAsync(CancellationToken cancellationToken = default) => Inner.ExistsAsync(cancellationToken);

    public override bool HasTables() => Inner.HasTables();

    public override Task<bool> HasTablesAsync(CancellationToken cancellationToken = default) => Inner.HasTablesAsync(cancellationToken);

    public override void Create() => Inner.Create();

    public override Task CreateAsync(CancellationToken cancellationToken = default) => Inner.CreateAsync(cancellationToken);

    public override void CreateTables() => Inner.CreateTables();

    public override Task CreateTablesAsync(CancellationToken cancellationToken = default) => Inner.CreateTablesAsync(cancellationToken);

    public override bool EnsureCreated() => Inner.EnsureCreated();

    public override Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default) => Inner.EnsureCreatedAsync(cancellationToken);

    public override string GenerateCreateScript() => Inner.GenerateCreateScript();

    public override bool CanConnect() => Inner.CanConnect();

    public override Task<bool> CanConnectAsync(CancellationToken cancellationToken = default) => Inner.CanConnectAsync(cancellationToken);

    public override void Delete()
    {
        if (Drops is { } drops)
            drops.Run(Dependencies.Connection, Inner.Delete);
        else
            Inner.Delete();
    }

    public override Task DeleteAsync(CancellationToken cancellationToken = default) => Drops is { } drops
        ? drops.RunAsync(Dependencies.Connection, Inner.DeleteAsync, cancellationToken)
        : Inner.DeleteAsync(cancellationToken);

    // EnsureDeleted and its twin ask whether there is a database, and come here to delete it.
}
