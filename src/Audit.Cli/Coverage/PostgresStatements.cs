using Npgsql;

namespace Audit.Cli.Coverage;

/// <summary>What a PostgreSQL server says that it ran in a database, by its extension <c>pg_stat_statements</c>.</summary>
internal sealed class PostgresStatements(string connection)
{
    private const string Statements = """
        SELECT pg_get_userbyid(userid)::text, query, sum(calls)::bigint, sum(rows)::bigint
        FROM pg_stat_statements
        WHERE toplevel AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        GROUP BY 1, 2
        """;

    private const string NoSuchTable = "42P01";
    private const string NotLoaded = "55000";
    private const string NoSuchColumn = "42703";

    /// <summary>Reads the statements, the name of the database, and since when the server counts.</summary>
    /// <exception cref="UsageException">It cannot be read; the message says why, and what to do.</exception>
    public async Task<(string Database, DateTimeOffset CountedSince, IReadOnlyList<ServerStatement> Statements)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var source = NpgsqlDataSource.Create(connection);
            await using (source.ConfigureAwait(false))
            {
                var session = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (session.ConfigureAwait(false))
                {
                    var since = await CountedSinceAsync(session, cancellationToken).ConfigureAwait(false);
                    return (session.Database, since, await StatementsAsync(session, cancellationToken).ConfigureAwait(false));
                }
            }
        }
        catch (ArgumentException)
        {
            // What is wrong with it must not be printed: it may hold the password.
            throw new UsageException("--postgres is no connection string; expected for example Host=localhost;Database=shop;Username=reader.");
        }
        catch (PostgresException failure) when (failure.SqlState is NoSuchTable or NotLoaded or NoSuchColumn)
        {
            throw new UsageException(
                $"pg_stat_statements cannot be read: {failure.MessageText}. The server (PostgreSQL 14 or later) needs it in shared_preload_libraries, and the database CREATE EXTENSION pg_stat_statements.");
        }
        catch (NpgsqlException failure)
        {
            throw new UsageException($"the PostgreSQL server cannot be read: {failure.Message}");
        }
    }

    private static async Task<DateTimeOffset> CountedSinceAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT stats_reset FROM pg_stat_statements_info", session);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is DateTime time ? new DateTimeOffset(time) : DateTimeOffset.UnixEpoch;
    }

    private static async Task<IReadOnlyList<ServerStatement>> StatementsAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(Statements, session);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var statements = new List<ServerStatement>();
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                statements.Add(new ServerStatement(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
            return statements;
        }
    }
}
