using Audit.EfCore.Tests.Support;
using Audit.Events;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>What is recorded of each kind of entity, on every database.</summary>
public abstract class EntityChangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_state_is_recorded_with_key_and_properties(bool isAsync)
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();

        var writer = new Writer { Name = "ann" };
        context.Add(writer);
        await SaveAsync(context, isAsync);
        writer.Name = "anna";
        await SaveAsync(context, isAsync);
        context.Remove(writer);
        await SaveAsync(context, isAsync);

        Assert.Equal(
            ["added Writer 1: Name - → ann", "modified Writer 1: Name ann → anna", "deleted Writer 1: Name anna → -"],
            library.Changes.Select(Told.Of));
        Assert.Equal(["entity.added", "entity.modified", "entity.deleted"], library.Changes.Select(recorded => recorded.Action));
        Assert.All(library.Changes, recorded =>
        {
            Assert.Equal((Outcome.Succeeded, CommandSource.SaveChanges), (recorded.Outcome, recorded.Source));
            Assert.Equal((library.Database.System, library.Database.Name), (recorded.Database!.System, recorded.Database.Name));
        });
    }

    [Fact]
    public async Task A_save_has_a_summary()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Writer { Name = "old" }, new Writer { Name = "gone" });
        await using var context = library.CreateContext();
        var writers = await context.Writers.OrderBy(writer => writer.Id).ToListAsync(Token);
        writers[0].Name = "new";
        context.Remove(writers[1]);
        context.AddRange(new Writer(), new Shelf { Number = "a" }, new Writer());

        await context.SaveChangesAsync(Token);

        Assert.Equal(5, library.Changes.Count);
        var summary = Assert.Single(library.Summaries);
        Assert.Equal(("entity.saved", 5L), (summary.Action, summary.RowsAffected));
        Assert.Equal("Writer 2, Shelf 1", summary.Attribute("entity.added"));
        Assert.Equal("Writer 1", summary.Attribute("entity.modified"));
        Assert.Equal("Writer 1", summary.Attribute("entity.deleted"));
    }

    [Fact]
    public async Task A_save_of_nothing_is_no_event()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();

        Assert.Equal(0, await context.SaveChangesAsync(Token));

        Assert.Empty(library.Log.Events);
    }

    [Fact]
    public async Task Converted_shadow_complex_and_binary_properties_are_told_as_the_database_holds_them()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Book { Title = "a", Size = new Size { Pages = 1 } });
        await using var context = library.CreateContext();
        var book = await context.Books.SingleAsync(Token);

        book.Kind = BookKind.Poetry;
        book.Isbn = new Isbn("12");
        book.Version = 2;
        book.Cover = [1, 2, 3];
        book.Keywords = ["x", "y"];
        book.Size.Pages = 7;
        book.Size.Grams = 9;
        context.Entry(book).Property("LentAt").CurrentValue = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        await context.SaveChangesAsync(Token);

        var changes = Assert.Single(library.Changes).Entity!.Changes.ToDictionary(change => change.Property, change => (change.Before, change.After));
        Assert.Equal(("Novel", "Poetry"), changes["Kind"]);
        Assert.Equal(("0", "12"), changes["Isbn"]);
        Assert.Equal(("0", "2"), changes["Version"]);
        Assert.Equal((null, "3 bytes, sha256 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"), changes["Cover"]);
        Assert.Equal(("1", "7"), changes["Size.Pages"]);
        Assert.Equal((null, "2026-01-02T03:04:05.0000000Z"), changes["LentAt"]);
        Assert.Contains("x", changes["Keywords"].After, StringComparison.Ordinal);
        Assert.Equal(7, changes.Count);
    }

    [Fact]
    public async Task What_an_entity_owns_is_part_of_its_event()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        var book = new Book
        {
            Title = "a",
            Publisher = new Publisher { Name = "p", Address = new Address { City = "x" } },
            Reviews = { new Review { Text = "good" }, new Review { Text = "bad" } },
            Copies = { new Copy { Place = "here" } },
        };
        context.Add(book);
        await context.SaveChangesAsync(Token);

        var added = Assert.Single(library.Changes);
        Assert.Equal(("added", "1"), (added.Entity!.State, added.Entity.Key));
        Assert.Equal(
            ["Copies[1].Place here", "Publisher.Address.City x", "Publisher.Name p", "Reviews[0].Text good", "Reviews[1].Text bad"],
            added.Entity.Changes.Where(change => change.Property.Contains('.') && change.Property != "Size.Pages")
                .Select(change => $"{change.Property} {change.After}").Order(StringComparer.Ordinal));
        library.Log.Clear();

        book.Publisher.Address = new Address { City = "y" };
        book.Reviews[1].Text = "better";
        book.Copies[0].Place = "there";
        book.Copies.Add(new Copy { Place = "new" });
        await context.SaveChangesAsync(Token);

        var modified = Assert.Single(library.Changes);
        Assert.Equal(("modified", "Book", "1"), (modified.Entity!.State, modified.Entity.Type, modified.Entity.Key));
        Assert.Equal(
            ["Copies[1].Place here → there", "Copies[2].Place - → new", "Publisher.Address.City x → y", "Reviews[1].Text bad → better"],
            modified.Entity.Changes.Select(change => $"{change.Property} {change.Before ?? "-"} → {change.After ?? "-"}").Order(StringComparer.Ordinal));
        Assert.Equal("Book 1", Assert.Single(library.Summaries).Attribute("entity.modified"));
        library.Log.Clear();

        book.Reviews.RemoveAt(0);
        book.Publisher.Address = null;
        await context.SaveChangesAsync(Token);

        var changes = Assert.Single(library.Changes).Entity!.Changes.Select(change => $"{change.Property} {change.Before ?? "-"} → {change.After ?? "-"}");
        Assert.Contains("Reviews[0].Text good → -", changes);
        Assert.Contains("Publisher.Address.City y → -", changes);
    }

    [Fact]
    public async Task Rows_that_join_two_entities_are_recorded()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        var book = new Book { Writers = { new Writer { Name = "w" } } };
        context.Add(book);
        await context.SaveChangesAsync(Token);
        Assert.Contains("added BookWriter 1,1: BooksId - → 1; WritersId - → 1", library.Changes.Select(Told.Of));
        library.Log.Clear();

        book.Writers.Clear();
        await context.SaveChangesAsync(Token);

        Assert.Equal(["deleted BookWriter 1,1: BooksId 1 → -; WritersId 1 → -"], library.Changes.Select(Told.Of));
    }

    [Fact]
    public async Task An_entity_of_a_hierarchy_is_told_by_its_own_type()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        context.AddRange(new Disc { Name = "d", Tracks = 3 }, new Archive { Name = "a", Metres = 5 });

        await context.SaveChangesAsync(Token);

        Assert.Equal(
            ["added Archive 1: Name - → a; Metres - → 5", "added Disc 1: Name - → d; Tracks - → 3"],
            library.Changes.Select(Told.Of).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_of_several_properties_is_told_with_commas()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        context.Add(new Shelf { Room = 4, Number = "b", Note = "n" });

        await context.SaveChangesAsync(Token);

        Assert.Equal("added Shelf 4,b: Note - → n", Told.Of(Assert.Single(library.Changes)));
    }

    [Fact]
    public async Task What_is_secret_or_classified_is_redacted_and_what_is_not_audited_left_out()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        var member = new Member
        {
            Name = "n", Password = "hunter2", Email = "a@b.example", Account = "DE0012345678", Clicks = 5, Hobby = "chess", Note = "token=abcdefgh is mine",
        };
        context.Add(member);
        await context.SaveChangesAsync(Token);
        member.Password = "hunter3";
        await context.SaveChangesAsync(Token);
        member.Clicks++;
        member.Hobby = "go";
        await context.SaveChangesAsync(Token);

        Assert.Equal(
            [
                "added Member 1: Account - → ***5678; Email - → <redacted>; Name - → n; Note - → token=<redacted> is mine; Password - → <redacted>",
                "modified Member 1: Password <redacted> → <redacted>",
            ],
            library.Changes.Select(Told.Of));
        Assert.Equal(2, library.Summaries.Count);
    }

    [Fact]
    public async Task An_audited_property_of_an_entity_that_is_not_is_recorded_alone()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        context.Add(new Visit { Reason = "r", Page = "p" });

        await context.SaveChangesAsync(Token);

        Assert.Equal("added Visit 1: Reason - → r", Told.Of(Assert.Single(library.Changes)));
    }

    [Fact]
    public async Task Long_values_are_cut_and_flagged()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        await using var context = library.CreateContext();
        context.Add(new Writer { Name = new string('x', 100_000) });

        await context.SaveChangesAsync(Token);

        var recorded = Assert.Single(library.Changes);
        Assert.Equal(["changes:truncated"], recorded.Redactions);
        Assert.InRange(recorded.Entity!.Changes[0].After!.Length, 4000, 4097);
    }

    [Fact]
    public async Task Of_too_many_entities_counts_and_the_first_keys_are_recorded()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase(), options => (options.MaxEntities, options.MaxKeys) = (10, 3));
        await using var context = library.CreateContext();
        context.AddRange(Enumerable.Range(0, 11).Select(_ => new Writer()));
        await context.SaveChangesAsync(Token);

        var bulk = Assert.Single(library.Log.Events, recorded => recorded.Category == EventCategory.Entity);
        Assert.Equal(("entity.saved", 11L), (bulk.Action, bulk.RowsAffected));
        Assert.Equal("Writer 11", bulk.Attribute("entity.added"));
        Assert.Equal("Writer 1, Writer 2, Writer 3", bulk.Attribute("entity.keys"));
    }

    [Fact]
    public async Task Bulk_updates_and_deletes_are_recorded_with_condition_and_count()
    {
        await using var library = AuditedLibrary.Open(CreateDatabase());
        library.Add(new Writer { Name = "a" }, new Writer { Name = "b" }, new Writer { Name = "c" });
        await using var context = library.CreateContext();

        await context.Writers.Where(writer => writer.Name != "a").ExecuteUpdateAsync(set => set.SetProperty(writer => writer.Name, "z"), Token);
        context.Writers.Where(writer => writer.Name == "z").ExecuteDelete();

        Assert.Equal(["modified Writer", "deleted Writer"], library.Changes.Select(Told.Of));
        Assert.Equal(["entity.bulk_modified", "entity.bulk_deleted"], library.Changes.Select(recorded => recorded.Action));
        Assert.All(library.Changes, recorded =>
        {
            Assert.Equal((2L, CommandSource.Bulk), (recorded.RowsAffected, recorded.Source));
            Assert.Contains("WHERE", recorded.Statement!.RedactedText, StringComparison.Ordinal);
            Assert.DoesNotContain("'z'", recorded.Statement.RedactedText, StringComparison.Ordinal);
            Assert.NotEqual(0UL, recorded.Statement.Fingerprint);
        });
        Assert.Empty(library.Summaries);
    }

    private protected abstract TestDatabase CreateDatabase();

    private static async Task SaveAsync(LibraryContext context, bool isAsync)
    {
        if (isAsync)
            await context.SaveChangesAsync(Token);
        else
            context.SaveChanges();
    }
}
