using System.Text.RegularExpressions;
using Audit.Testing.Repository;

namespace Audit.Repository.Tests;

/// <summary>Every fault that is to be survived is shown by tests that there are.</summary>
public sealed partial class FaultTableTests
{
    private const int Faults = 32;
    private const int Columns = 5;

    private static readonly string Page = File.ReadAllText(RepositoryRoot.PathOf("docs/faults.md"));

    [Fact]
    public void Every_fault_has_a_row_with_a_test_and_says_what_is_expected_and_without_what_it_fails()
    {
        var rows = Row().Matches(Page).Select(static match => match.Value.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries)).ToArray();

        Assert.Equal(Enumerable.Range(1, Faults).Select(static number => $"{number}"), rows.Select(static cells => cells[0]));
        Assert.All(rows, static cells => Assert.Equal(Columns, cells.Length));
        Assert.All(rows, static cells => Assert.All(cells, static cell => Assert.NotEmpty(cell)));
        Assert.All(rows, static cells => Assert.NotEmpty(Test().Matches(cells[3])));
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var tests = RepositoryFiles.EndingIn("Tests.cs").Select(static file => File.ReadAllText(RepositoryRoot.PathOf(file)))
            .SelectMany(static text => Class().Matches(text).SelectMany(type => Method().Matches(text).Select(method => $"{type.Groups[1].Value}.{method.Groups[1].Value}")))
            .ToHashSet(StringComparer.Ordinal);

        var missing = Test().Matches(Page).Select(static match => match.Groups[1].Value).Except(tests).ToArray();
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^\| \d+ \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Class();

    /// <summary>Attributes and a public method below them.</summary>
    [GeneratedRegex(@"\[(?:Fact|Theory)\]\s+(?:\[[^\n]*\]\s+)*public (?:async )?(?:Task|ValueTask|void) (\w+)\(")]
    private static partial Regex Method();
}
