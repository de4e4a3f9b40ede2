using System.Data.Common;
using Npgsql;

namespace Audit.Snippets;

internal static class ItemImport
{
    private const string Copy = "COPY items (id, name) FROM STDIN (FORMAT BINARY)";

    public static async Task RunAsync(DbConnection connection, IReadOnlyList<(int Id, string Name)> items)
    {
        await connection.AuditBulkCopyAsync<NpgsqlConnection>(Copy, async (npgsql, token) =>
        {
            await using var writer = await npgsql.BeginBinaryImportAsync(Copy, token);
            foreach (var (id, name) in items)
                await writer.WriteRowAsync(token, id, name);
            return (long)await writer.CompleteAsync(token);
        });
    }
}
