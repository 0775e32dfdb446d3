/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/output.h"
#include "app/failure.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bw_status fail(bw_error *error, const char *path, const char *what, int reason)
{
    return bw_failure(error, BW_FAILED, path, 0, "%s: %s", what, strerror(reason));
}

/* ---- folders */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bw_status bw_folder_make(const char *folder, bw_error *error)
{
    char path[BW_PATH_MAX];
    size_t length = strlen(folder);
    if (!length || length >= sizeof path)
        return bw_failure(error, BW_FAILED, folder, 0, "a folder's name has 1 to %d bytes", BW_PATH_MAX - 1);
    memcpy(path, folder, length + 1);
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = 0;
        int reason = mkdir(path, 0777) == 0 ? 0 : errno;
        if (reason && !is_folder(path))
            return fail(error, path, "the folder cannot be made", reason == EEXIST ? ENOTDIR : reason);
        if (!slash)
            return BW_OK;
        *slash = '/';
    }
}

/* ---- files */

/* The path of the file and of its temporary neighbour; false when they are too long. */
static bool name_paths(bw_output *output, const char *folder, const char *name)
{
    bool apart = folder && *folder;
    int length = snprintf(output->path, BW_PATH_MAX, "%s%s%s", apart ? folder : "", apart ? "/" : "", name);
    if (length < 0 || length >= BW_PATH_MAX)
        return false;
    const char *slash = strrchr(output->path, '/');
    int stem = slash ? (int)(slash + 1 - output->path) : 0;
    length = snprintf(output->temporary, BW_PATH_MAX, "%.*s.%s.%ld.part", stem, output->path, output->path + stem,
                      (long)getpid());
    return length > 0 && length < BW_PATH_MAX;
}

static FILE *open_temporary(const char *path, mode_t mode)
{
    unlink(path); /* of a run that was killed and had our number */
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "wb") : NULL;
    if (!file && descriptor >= 0)
        close(descriptor);
    return file;
}

bw_status bw_output_open(bw_output *output, const char *folder, const char *name, bw_error *error)
{
    struct stat status;
    output->file = NULL;
    if (!name_paths(output, folder, name))
        return bw_failure(error, BW_FAILED, name, 0, "the path is too long");
    bool exists = stat(output->path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return fail(error, output->path, "cannot be written", EISDIR);
    if (exists && !S_ISREG(status.st_mode)) {
        output->temporary[0] = 0;
        output->file = fopen(output->path, "wb");
    } else {
        output->file = open_temporary(output->temporary, exists ? status.st_mode & 0777 : 0666);
    }
    return output->file ? BW_OK : fail(error, output->path, "cannot be written", errno);
}

/* Makes the new name of a renamed file last. Not all file systems can; then nothing is lost but that. */
static void sync_folder(const char *path)
{
    char folder[BW_PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[1] = 0;
    int descriptor = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    fsync(descriptor);
    close(descriptor);
}

bw_status bw_output_close(bw_output *output, bool good, bw_error *error)
{
    if (!output->file)
        return BW_FAILED;
    bool regular = output->temporary[0];
    int reason = 0;
    errno = 0;
    if (fflush(output->file) != 0 || ferror(output->file) || (good && regular && fsync(fileno(output->file)) != 0))
        reason = errno ? errno : EIO;
    if (fclose(output->file) != 0 && !reason)
        reason = errno;
    output->file = NULL;
    if (good && !reason && regular && rename(output->temporary, output->path) != 0)
        reason = errno;
    if (regular && (!good || reason))
        unlink(output->temporary);
    else if (regular)
        sync_folder(output->path);
    if (reason)
        return fail(error, output->path, "cannot be written", reason);
    return good ? BW_OK : bw_failure(error, BW_FAILED, output->path, 0, "was given up");
}

bw_status bw_output_together(bw_status status, bw_error *error)
{
    size_t length = error ? strlen(error->message) : 0;
    if (status && error)
        snprintf(error->message + length, sizeof error->message - length,
                 "; it and the files after it are missing, or those of an earlier run");
    return status;
}
