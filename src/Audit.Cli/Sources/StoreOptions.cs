using System.CommandLine;
using System.Data.Common;
using Audit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Audit.Cli.Sources;

/// <summary>The options that say which store is written to or looked after: a ClickHouse server, or the directory of an embedded engine.</summary>
internal sealed class StoreOptions
{
    private const string Variable = "AUDIT_STORAGE";

    private readonly Terminal _terminal;
    private readonly Option<string> _storage = new("--storage")
    {
        Description = $"The ClickHouse server: Host=…;Port=8443;Protocol=https;Username=…;Password=…;Database=audit. {Variable} unless given.",
        HelpName = "CONNECTION",
    };
    private readonly Option<string> _embedded = new("--embedded")
    {
        Description = "The directory of an embedded engine instead; its application must not run.", HelpName = "PATH",
    };
    private readonly Option<string> _database = new("--database") { Description = "The database in the embedded engine. Default: audit.", HelpName = "NAME" };
    private readonly Option<string> _engine = new("--engine")
    {
        Description = "The embedded engine itself, libchdb.so; it lies beside the application. Default: beside this tool.", HelpName = "FILE",
    };

    public StoreOptions(Terminal terminal, Command command)
    {
        _terminal = terminal;
        command.Add(_storage);
        command.Add(_embedded);
        command.Add(_database);
        command.Add(_engine);
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_embedded) is not null || ConnectionOf(parsed) is not null;

    /// <summary>Adds the store.</summary>
    /// <exception cref="UsageException">None is named, or it cannot be one.</exception>
    public void AddTo(IAuditBuilder builder, ParseResult parsed, bool appliesSchema)
    {
        if (parsed.GetValue(_embedded) is { Length: > 0 } path)
        {
            if (parsed.GetValue(_storage) is not null)
                throw new UsageException("--storage and --embedded are two stores; give one.");
            if (!Directory.Exists(path))
                throw new UsageException($"--embedded: there is no directory {Path.GetFullPath(path)}.");
            var library = parsed.GetValue(_engine);
            var database = parsed.GetValue(_database);
            builder
                .AddClickHouse(options =>
                {
                    options.Database = database ?? options.Database;
                    options.ApplySchema = appliesSchema;
                })
                .AddEmbeddedClickHouse(options =>
                {
                    options.Path = path;
                    options.LibraryPath = library ?? options.LibraryPath;
                });
            return;
        }

        var connection = ConnectionOf(parsed) ?? throw new UsageException($"no store is named: give --storage CONNECTION, --embedded PATH, or set {Variable}.");
        var name = DatabaseOf(connection);
        builder.AddClickHouse(options =>
        {
            options.ConnectionString = connection;
            options.Database = name ?? options.Database;
            options.ApplySchema = appliesSchema;
        });
    }

    /// <summary>Why a store cannot be used, in a line.</summary>
    public static string Explain(Exception failure) => failure switch
    {
        AuditStoreException refused => $"{refused.Message}{(refused.Remedy is { } remedy ? $" {remedy}" : "")}{(refused.InnerException is { } inner ? $" ({inner.Message})" : "")}",
        _ => failure.Message,
    };

    private string? ConnectionOf(ParseResult parsed) => (parsed.GetValue(_storage) ?? _terminal.Variable(Variable)) is { Length: > 0 } connection ? connection : null;

    private static string? DatabaseOf(string connection)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connection }.TryGetValue("Database", out var name) && name is string { Length: > 0 } text ? text : null;
        }
        catch (ArgumentException)
        {
            // What is wrong with it must not be printed: it may hold the password.
            throw new UsageException("--storage is no connection string; expected for example Host=localhost;Port=8123;Username=writer.");
        }
    }
}
