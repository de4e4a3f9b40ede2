using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Audit.Classification.Tests.Generation;
using Audit.Classification.Tests.PostgreSql;

namespace Audit.Classification.Tests.Parsers;

/// <summary>PostgreSQL's own parser tells of the generated statements what we take for their truth.</summary>
public sealed partial class PostgreSqlParserTests
{
    private const int Count = 5_000;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Parsers", "Node");

    [Fact]
    public async Task The_real_parser_finds_the_verbs_and_tables_that_the_generator_means()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "", cancellationToken);

        var seed = Random.Shared.Next();
        var statements = new Generator(new PostgreSqlGrammar()).Make(seed, Count).ToArray();
        var input = string.Join('\n', statements.SelectMany(static (statement, index) => statement.Texts.Select((text, dress) => JsonSerializer.Serialize(new { id = (index * 10) + dress, sql = text }))));
        var output = await RunAsync("node", ["postgres.mjs"], input, cancellationToken);

        var wrong = new List<string>();
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            using var answer = JsonDocument.Parse(line);
            var id = answer.RootElement.GetProperty("id").GetInt32();
            Compare(statements[id / 10], id % 10, answer.RootElement, wrong);
        }

        Assert.Equal(statements.Sum(static statement => statement.Texts.Length), lines.Length);
        Assert.True(wrong.Count == 0, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {wrong.Count} differ:\n{string.Join('\n', wrong.Take(40))}"));
    }

    private static void Compare(GeneratedStatement statement, int dress, JsonElement answer, List<string> wrong)
    {
        var isError = answer.TryGetProperty("error", out var error);
        // This build of the parser, unlike the server, trips over a comment where it looks one word ahead.
        if (isError && dress > 0 && CommentWhereItLooksAhead().IsMatch(statement.Texts[dress]))
            return;
        var found = isError ? $"error: {error.GetString()}" : Differences(statement.Truth, answer);
        if (found.Length > 0)
            wrong.Add($"{statement.Production}: {statement.Texts[dress]}\n    {found}");
    }

    private static string Differences(Effects truth, JsonElement answer)
    {
        // What a block runs stands in a literal, which this parser does not look into.
        if (truth.Operations.Contains("DO"))
            return truth.Operations.Count > 0 && Strings(answer, "verbs").Contains("DO") ? "" : "no DO";
        return Difference("verbs", truth.Operations.Select(static verb => verb == "ABORT" ? "ROLLBACK" : verb), answer)
            + Difference("writes", truth.Writes, answer) + Difference("reads", truth.Reads, answer);
    }

    // PostgreSQL folds the names that are not quoted, and we do not.
    private static string Difference(string what, IEnumerable<string> expected, JsonElement answer)
    {
        var (ours, theirs) = (expected.ToHashSet(StringComparer.OrdinalIgnoreCase), Strings(answer, what).ToHashSet(StringComparer.OrdinalIgnoreCase));
        return ours.SetEquals(theirs) ? "" : $"{what}: ours [{string.Join(" | ", ours)}], theirs [{string.Join(" | ", theirs)}] ";
    }

    [GeneratedRegex("""\b(?:not|nulls|with|without)\s*(?:/\*|--)""", RegexOptions.IgnoreCase)]
    private static partial Regex CommentWhereItLooksAhead();

    private static IEnumerable<string> Strings(JsonElement answer, string property) => answer.GetProperty(property).EnumerateArray().Select(static item => item.GetString()!);

    private static async Task<string> RunAsync(string file, string[] arguments, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.StandardInput.WriteLineAsync(input.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"{file} ended with {process.ExitCode}: {await error}");
        return await output;
    }
}
