using System.Text.RegularExpressions;
using System.Xml.Linq;
using Audit.Testing.Repository;

namespace Audit.Repository.Tests;

/// <summary>The house rules that no analyzer knows.</summary>
public sealed partial class SourceLayoutTests
{
    private const int LongestSource = 400;
    private const int LongestTest = 600;

    [Fact]
    public void No_file_is_longer_than_the_house_allows()
    {
        var files = RepositoryFiles.EndingIn(".cs");
        Assert.NotEmpty(files);

        var tooLong = files
            .Select(file => (file, lines: File.ReadLines(RepositoryRoot.PathOf(file)).Count()))
            .Where(entry => entry.lines > (entry.file.StartsWith("tests/", StringComparison.Ordinal) ? LongestTest : LongestSource))
            .Select(entry => $"{entry.file}: {entry.lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Nine_of_ten_source_files_are_under_200_lines()
    {
        var lengths = RepositoryFiles.EndingIn(".cs")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => File.ReadLines(RepositoryRoot.PathOf(file)).Count())
            .Order()
            .ToArray();

        Assert.InRange(lengths[lengths.Length * 9 / 10], 1, 200);
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        var strays = RepositoryFiles.EndingIn(".cs")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => (file, match: NamespaceDeclaration().Match(File.ReadAllText(RepositoryRoot.PathOf(file)))))
            .Where(entry => entry.match.Success)
            .Select(entry => (entry.file, name: entry.match.Groups[1].Value))
            // Registration extends the framework's builders and lives where they do.
            .Where(entry => !entry.name.StartsWith("Microsoft.", StringComparison.Ordinal) && entry.name != "System.Data.Common")
            .Where(entry => entry.name != ExpectedNamespace(entry.file))
            .Select(entry => $"{entry.file}: {entry.name} instead of {ExpectedNamespace(entry.file)}");

        Assert.Empty(strays);
    }

    [Fact]
    public void No_source_file_has_marks_of_unfinished_work()
    {
        var marks = RepositoryFiles.EndingIn(".cs")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Where(file => UnfinishedWork().IsMatch(File.ReadAllText(RepositoryRoot.PathOf(file))));

        Assert.Empty(marks);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(RepositoryRoot.PathOf("Audit.sln"));

        var missing = RepositoryFiles.EndingIn(".csproj").Where(project => !solution.Contains(project.Replace('/', '\\'), StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void Projects_name_no_versions_of_packages()
    {
        var named = RepositoryFiles.EndingIn(".csproj", ".props", ".targets")
            .Where(file => file != "Directory.Packages.props")
            .Where(file => XDocument.Load(RepositoryRoot.PathOf(file)).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));

        Assert.Empty(named);
    }

    [Fact]
    public void Lock_files_name_no_registry()
    {
        var named = RepositoryFiles.EndingIn("package-lock.json")
            .Where(file => File.ReadAllText(RepositoryRoot.PathOf(file)).Contains("\"resolved\": \"http", StringComparison.Ordinal));

        Assert.Empty(named);
    }

    [Theory]
    [InlineData("Audit.Abstractions")]
    [InlineData("Audit", "Audit.Abstractions")]
    [InlineData("Audit.AdoNet", "Audit.Abstractions")]
    [InlineData("Audit.ApiKeys", "Audit.AspNetCore")]
    [InlineData("Audit.AspNetCore", "Audit.Abstractions")]
    [InlineData("Audit.Cli", "Audit", "Audit.Storage.ClickHouse", "Audit.Storage.ClickHouse.Embedded")]
    [InlineData("Audit.Dashboard", "Audit.GraphQL")]
    [InlineData("Audit.EfCore", "Audit.AdoNet")]
    [InlineData("Audit.GraphQL", "Audit.Abstractions")]
    [InlineData("Audit.Redis", "Audit.AspNetCore")]
    [InlineData("Audit.Storage.ClickHouse", "Audit.Abstractions")]
    [InlineData("Audit.Storage.ClickHouse.Embedded", "Audit.Storage.ClickHouse")]
    public void References_point_downwards_only(string package, params string[] allowed)
    {
        var project = XDocument.Load(RepositoryRoot.PathOf($"src/{package}/{package}.csproj"));

        var references = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(allowed.Order(), references.Order());
    }

    private static string ExpectedNamespace(string file)
    {
        var parts = file.Split('/');
        var root = parts[1] == "Audit.Abstractions" ? "Audit" : parts[1];
        return string.Join('.', parts[2..^1].Prepend(root));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException|catch\s*(\([^)]*\))?\s*\{\s*\}")]
    private static partial Regex UnfinishedWork();
}
