using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Audit.Testing.Browser;

/// <summary>Watches a page: for faults, for what its policy forbids, and for requests that leave its origin.</summary>
internal sealed class PageWatch
{
    private readonly ConcurrentQueue<string> _complaints = new();

    public PageWatch(IPage page, Uri origin)
    {
        page.PageError += (_, error) => _complaints.Enqueue($"fault: {error}");
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal) || message.Text.Contains("Content-Security-Policy", StringComparison.Ordinal))
                _complaints.Enqueue($"policy: {message.Text}");
        };
        page.Dialog += (_, dialog) => _complaints.Enqueue($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            var address = new Uri(request.Url);
            if (address.Scheme is not ("data" or "blob") && address.Authority != origin.Authority)
                _complaints.Enqueue($"left the origin: {request.Url}");
        };
    }

    /// <summary>Adds what somebody else saw.</summary>
    public void Complain(string complaint) => _complaints.Enqueue(complaint);

    /// <summary>Nothing was amiss.</summary>
    public void AssertClean() => Assert.True(_complaints.IsEmpty, string.Join('\n', _complaints));
}
