using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;
using Rubaru.Sodium.Contract;
using Xunit;

namespace Rubaru.Sodium.Tests;

/// <summary>Chromium, and the published host of tests/Rubaru.Sodium.Browser under the product's policy.</summary>
public sealed class BrowserPage : IAsyncLifetime
{
    /// <summary>Long enough for a busy machine: all official vectors through interpreted C# take some seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>What the product serves, as far as code is concerned: no inline, no eval, no injected script.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private readonly ConcurrentDictionary<string, byte[]> _files = new();
    private TaskCompletionSource<byte[]> _report = new();
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
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Puts a file where the page can fetch it, before any file of the host.</summary>
    internal void Serve(string path, byte[] content) => _files[path] = content;

    /// <summary>Opens the page with a question and waits for what it posts back.</summary>
    internal async Task<List<Outcome>> AskAsync(string question)
    {
        _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        var page = await _browser!.NewPageAsync();
        page.Console += (_, message) => said.Enqueue(message.Text);
        page.PageError += (_, error) => _report.TrySetException(new InvalidOperationException(error));
        try
        {
            await page.GotoAsync($"{Address}?{question}");
            return Outcome.Read(await _report.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        }
        catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
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
                var path = context.Request.Path.Value!.TrimStart('/');
                if (HttpMethods.IsPost(context.Request.Method))
                {
                    using var body = new MemoryStream();
                    await context.Request.Body.CopyToAsync(body);
                    _report.TrySetResult(body.ToArray());
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
