using System.Text.RegularExpressions;
using Audit.Testing.Repository;

namespace Audit.Repository.Tests;

/// <summary>What the documentation says is checked where a machine can check it.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. RepositoryFiles.EndingIn(".md").Where(static file => !file.Contains("node_modules", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_in_the_documentation_is_compiled(string page)
    {
        var compiled = RepositoryFiles.EndingIn(".cs")
            .Where(static file => file.StartsWith("docs/snippets/", StringComparison.Ordinal))
            .Select(static file => Normalized(File.ReadAllText(RepositoryRoot.PathOf(file))))
            .ToArray();

        var loose = CSharpBlock().Matches(File.ReadAllText(RepositoryRoot.PathOf(page)))
            .Select(static match => match.Groups[1].Value)
            .Where(block => !compiled.Any(snippet => snippet.Contains(Normalized(block), StringComparison.Ordinal)));

        Assert.Empty(loose);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_within_the_repository_lead_somewhere(string page)
    {
        var folder = Path.GetDirectoryName(RepositoryRoot.PathOf(page))!;

        var dead = Link().Matches(File.ReadAllText(RepositoryRoot.PathOf(page)))
            .Select(static match => match.Groups[1].Value)
            .Where(static target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0])));

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_package_tells_what_it_is_for()
    {
        var silent = Directory.EnumerateDirectories(RepositoryRoot.PathOf("src"), "Audit*")
            .Where(static package => !File.Exists(Path.Combine(package, "README.md")))
            .Select(static package => Path.GetFileName(package));

        Assert.Empty(silent);
    }

    /// <summary>Indentation is the page's own.</summary>
    private static string Normalized(string code) =>
        string.Join('\n', code.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));

    [GeneratedRegex(@"^```csharp\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
