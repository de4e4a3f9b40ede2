using System.Text;
using Audit.Storage.ClickHouse.Embedded.Interop;

/// <summary>Runs statements on an engine with a configuration of its own, which says what its user may do.</summary>
internal static class Statements
{
    public static int Run(string path, string? configuration)
    {
        ChdbLibrary.Load(null);
        using var connection = ChdbConnection.TryOpen(configuration is null ? [$"--path={path}"] : [$"--path={path}", $"--config-file={configuration}"]);
        if (connection is null)
            return 3;
        while (Console.In.ReadLine() is { } statement)
        {
            var result = connection.Query(statement, "TSV");
            Console.WriteLine((result.Error ?? Encoding.UTF8.GetString(result.Output)).Trim().ReplaceLineEndings("; "));
        }

        return 0;
    }
}
