using Audit.Dashboard.Tests.Browser;

// One host and one browser serve all tests; each test has pages of its own.
[assembly: AssemblyFixture(typeof(BrowserFixture))]
