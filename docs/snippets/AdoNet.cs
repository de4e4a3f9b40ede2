using System.Data.Common;
using Dapper;
using Npgsql;

namespace Audit.Snippets;

internal static class PriceRise
{
    public static async Task RunAsync(string connectionString, IServiceProvider services)
    {
        await using DbDataSource shop = NpgsqlDataSource.Create(connectionString).WithAudit(services);
        await using var connection = await shop.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE products SET price = price * 1.1 WHERE category = @category", new { category = "tea" });
    }
}
