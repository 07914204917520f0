using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;

namespace Rubaru.Sodium.Tests;

/// <summary>Chromium, and the published host of tests/Rubaru.Sodium.Browser under the product's policy.</summary>
public class BrowserPage : IAsyncDisposable
{
    /// <summary>Long enough for a busy machine: all official vectors through interpreted C# take some seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>What the product serves, as far as code is concerned: no inline, no eval, no injected script.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private readonly ConcurrentDictionary<string, byte[]> _files = new();
    private readonly SemaphoreSlim _one = new(1);
    private TaskCompletionSource<byte[]> _answer = new();
    private WebApplication? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _server = Server();
        await _server.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                Timeout = (float)Deadline.TotalMilliseconds,
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _one.Dispose();
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Opens the page with a question and waits for what it posts back; one question at a time.</summary>
    /// <param name="files">What the page can fetch, before any file of the host.</param>
    public async Task<byte[]> AskAsync(
        string question,
        CancellationToken cancellation,
        params IEnumerable<(string Path, byte[] Content)> files
    )
    {
        await _one.WaitAsync(cancellation);
        try
        {
            foreach (var (path, content) in files)
            {
                _files[path] = content;
            }

            return await AnswerAsync(question, cancellation);
        }
        finally
        {
            _files.Clear();
            _one.Release();
        }
    }

    private async Task<byte[]> AnswerAsync(string question, CancellationToken cancellation)
    {
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        var page = await _browser!.NewPageAsync();
        page.Console += (_, message) => said.Enqueue(message.Text);
        page.PageError += (_, error) => _answer.TrySetException(new InvalidOperationException(error));
        try
        {
            await page.GotoAsync($"{Address}?{question}", new() { Timeout = (float)Deadline.TotalMilliseconds });
            return await _answer.Task.WaitAsync(Deadline, cancellation);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"The page said: {string.Join('\n', said)}", failure);
        }
        finally
        {
            await page.CloseAsync();
        }
    }

    private string Address =>
        _server!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        + "/";

    private WebApplication Server()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Use(
            async (context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
                context.Response.Headers["Cross-Origin-Embedder-Policy"] = "require-corp";
                var path = context.Request.Path.Value!.TrimStart('/');
                if (HttpMethods.IsPost(context.Request.Method))
                {
                    using var body = new MemoryStream();
                    await context.Request.Body.CopyToAsync(body);
                    _ =
                        path == "answer"
                            ? _answer.TrySetResult(body.ToArray())
                            : _answer.TrySetException(
                                new InvalidOperationException(Encoding.UTF8.GetString(body.ToArray()))
                            );
                }
                else if (_files.TryGetValue(path, out var content))
                {
                    new FileExtensionContentTypeProvider().TryGetContentType(path, out var type);
                    context.Response.ContentType = type;
                    await context.Response.Body.WriteAsync(content);
                }
                else
                {
                    await next();
                }
            }
        );
        var host = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "browser"));
        server.UseFileServer(new FileServerOptions { FileProvider = host });
        return server;
    }
}
