using Audit.EntityChanges;
using Audit.Redaction;
using Microsoft.EntityFrameworkCore;

namespace Audit.EfCore.Tests.EntityChanges;

/// <summary>A model with one of everything that an entity can be made of.</summary>
internal sealed class LibraryContext(DbContextOptions<LibraryContext> options) : DbContext(options)
{
    public DbSet<Book> Books => Set<Book>();

    public DbSet<Writer> Writers => Set<Writer>();

    public DbSet<Medium> Media => Set<Medium>();

    public DbSet<Building> Buildings => Set<Building>();

    public DbSet<Shelf> Shelves => Set<Shelf>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Visit> Visits => Set<Visit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Book>(book =>
        {
            book.Property<DateTime?>("LentAt");
            book.Property(b => b.Kind).HasConversion<string>();
            book.Property(b => b.Isbn).HasConversion(isbn => isbn.Digits, digits => new Isbn(digits));
            book.Property(b => b.Version).IsConcurrencyToken();
            book.ComplexProperty(b => b.Size);
            book.OwnsOne(b => b.Publisher, publisher => publisher.OwnsOne(p => p.Address));
            book.OwnsMany(b => b.Reviews, reviews => reviews.ToJson());
            book.OwnsMany(b => b.Copies, copies => copies.HasKey(copy => copy.Id));
            book.HasMany(b => b.Writers).WithMany(w => w.Books);
        });
        modelBuilder.Entity<Medium>().HasDiscriminator<string>("Kind");
        modelBuilder.Entity<Disc>();
        modelBuilder.Entity<Film>();
        modelBuilder.Entity<Building>().UseTptMappingStrategy();
        modelBuilder.Entity<Archive>();
        modelBuilder.Entity<Shelf>(shelf => shelf.HasKey(s => new { s.Room, s.Number }));
        modelBuilder.Entity<Member>().Property(m => m.Hobby).IsAudited(false);
    }
}

internal enum BookKind
{
    Novel,
    Poetry,
}

internal readonly record struct Isbn(string Digits);

internal sealed class Book
{
    public int Id { get; set; }

    public string Title { get; set; } = "";

    public BookKind Kind { get; set; }

    public Isbn Isbn { get; set; } = new("0");

    public int Version { get; set; }

    public byte[]? Cover { get; set; }

    public List<string> Keywords { get; set; } = [];

    public Size Size { get; set; } = new();

    public Publisher? Publisher { get; set; }

    public List<Review> Reviews { get; } = [];

    public List<Copy> Copies { get; } = [];

    public List<Writer> Writers { get; } = [];
}

internal sealed class Size
{
    public int Pages { get; set; }

    [NotAudited]
    public int Grams { get; set; }
}

internal sealed class Publisher
{
    public string Name { get; set; } = "";

    public Address? Address { get; set; }
}

internal sealed class Address
{
    public string City { get; set; } = "";
}

internal sealed class Review
{
    public string Text { get; set; } = "";
}

internal sealed class Copy
{
    public int Id { get; set; }

    public string Place { get; set; } = "";
}

internal sealed class Writer
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public List<Book> Books { get; } = [];
}

internal abstract class Medium
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

internal sealed class Disc : Medium
{
    public int Tracks { get; set; }
}

internal sealed class Film : Medium
{
    public int Minutes { get; set; }
}

internal class Building
{
    public int Id { get; set; }

    public string Name { get; set; } = "";
}

internal sealed class Archive : Building
{
    public int Metres { get; set; }
}

internal sealed class Shelf
{
    public int Room { get; set; }

    public required string Number { get; set; }

    public string Note { get; set; } = "";
}

internal sealed class Member
{
    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string Password { get; set; } = "";

    [AuditPersonal]
    public string? Email { get; set; }

    [AuditFinancial]
    public string? Account { get; set; }

    [NotAudited]
    public int Clicks { get; set; }

    public string? Hobby { get; set; }

    public string? Note { get; set; }
}

[NotAudited]
internal sealed class Visit
{
    public int Id { get; set; }

    [Audited]
    public string? Reason { get; set; }

    public string? Page { get; set; }
}
