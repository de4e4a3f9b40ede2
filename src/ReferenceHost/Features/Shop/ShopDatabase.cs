using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using ReferenceHost.Features.Shop.Migrations;

namespace ReferenceHost.Features.Shop;

/// <summary>Brings the shop's database to the state that this program knows.</summary>
internal sealed class ShopDatabase(ShopDbContext shop)
{
    /// <summary>Creates the database when it is missing, and applies the migrations that it has not had.</summary>
    /// <returns>The migrations that were applied.</returns>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        await AdoptAsync(cancellationToken);
        var pending = await shop.Database.GetPendingMigrationsAsync(cancellationToken);
        var applied = pending.ToArray();
        await shop.Database.MigrateAsync(cancellationToken);
        return applied;
    }

    /// <summary>Drops everything and begins anew, without contents.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await shop.Database.EnsureDeletedAsync(cancellationToken);
        await shop.Database.MigrateAsync(cancellationToken);
    }

    /// <summary>
    /// Earlier versions of this program created the tables without migrations. What they created is what the first migration creates, so that one is noted as
    /// applied; the others follow.
    /// </summary>
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        var history = shop.GetService<IHistoryRepository>();
        var creator = shop.GetService<IRelationalDatabaseCreator>();
        if (!await creator.ExistsAsync(cancellationToken)
            || await HasAsync(HistoryRepository.DefaultTableName, cancellationToken) || !await HasAsync(nameof(ShopDbContext.Products), cancellationToken))
        {
            return;
        }

        await using var transaction = await shop.Database.BeginTransactionAsync(cancellationToken);
        await shop.Database.ExecuteSqlRawAsync(history.GetCreateIfNotExistsScript(), cancellationToken);
        await shop.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow(InitialShop.Id, ProductInfo.GetVersion())), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Asks for a table. A database may hold those of others, too, and not every provider's history tells whether it exists.</summary>
    private Task<bool> HasAsync(string table, CancellationToken cancellationToken) => (shop.Database.IsNpgsql()
        ? shop.Database.SqlQuery<string>($"""SELECT table_name AS "Value" FROM information_schema.tables WHERE table_name = {table} AND table_schema = ANY (current_schemas(false))""")
        : shop.Database.SqlQuery<string>($"""SELECT name AS "Value" FROM sqlite_master WHERE name = {table}""")).AnyAsync(cancellationToken);
}
