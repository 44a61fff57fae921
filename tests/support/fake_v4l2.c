/* A camera for programs that cannot have one: put in front of libc by LD_PRELOAD, it answers for
 * /dev/video0 as a Video4Linux driver does. FAKE_CAMERA names a folder: 000.jpg ... are the
 * pictures, and the first word of the file "mode" says what happens (ok, busy, denied, gone, hang).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/videodev2.h>

#define BUFFERS 16
#define APART (64L << 20) /* between the offsets of two buffers */

static int device = -1;
static struct v4l2_pix_format format;
static double fps = 30, begun;
static int shown;
static void *memory[BUFFERS];
static int queue[BUFFERS * 4], queued, fetched;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static int mode(const char *wanted) {
    char path[512], word[16] = "";
    snprintf(path, sizeof path, "%s/mode", getenv("FAKE_CAMERA"));
    FILE *file = fopen(path, "r");
    if (file) {
        fgets(word, sizeof word, file);
        fclose(file);
    }
    return !strncmp(word, wanted, strlen(wanted));
}

static int refuse(int number) {
    errno = number;
    return -1;
}

/* Returns -2 for a path that is not ours. */
static int open_device(const char *path) {
    if (strncmp(path, "/dev/video", 10)) return -2;
    if (strcmp(path, "/dev/video0") || mode("gone")) return refuse(ENOENT);
    if (mode("denied")) return refuse(EACCES);
    return device = eventfd(0, 0);
}

#define OPEN(name)                                                  \
    int name(const char *path, int flags, ...) {                    \
        va_list rest;                                               \
        va_start(rest, flags);                                      \
        int rights = va_arg(rest, int), found = open_device(path);  \
        va_end(rest);                                               \
        if (found != -2) return found;                              \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
        return real(path, flags, rights);                           \
    }
OPEN(open)
OPEN(open64)

void *mmap(void *at, size_t length, int rights, int flags, int file, off_t offset) {
    static void *(*real)(void *, size_t, int, int, int, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "mmap");
    if (file < 0 || file != device) return real(at, length, rights, flags, file, offset);
    return memory[offset / APART] =
               real(0, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void *mmap64(void *at, size_t length, int rights, int flags, int file, off_t offset) {
    return mmap(at, length, rights, flags, file, offset);
}

static int describe(struct v4l2_capability *answer) {
    memset(answer, 0, sizeof *answer);
    strcpy((char *)answer->card, "Court camera");
    answer->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    answer->capabilities = answer->device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int list_size(struct v4l2_frmsizeenum *answer) {
    static const int sizes[2][2] = {{640, 480}, {1280, 720}};
    if (answer->index > 1) return refuse(EINVAL);
    answer->type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer->discrete.width = sizes[answer->index][0];
    answer->discrete.height = sizes[answer->index][1];
    return 0;
}

static int list_interval(struct v4l2_frmivalenum *answer) {
    if (answer->index) return refuse(EINVAL);
    int slow = answer->pixel_format == V4L2_PIX_FMT_YUYV && answer->width > 640;
    answer->type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer->discrete.numerator = 1;
    answer->discrete.denominator = slow ? 10 : 30;
    return 0;
}

static int agree(struct v4l2_format *asked, int set) {
    if (set && mode("busy")) return refuse(EBUSY);
    if (set) format = asked->fmt.pix;
    format.field = V4L2_FIELD_NONE;
    int raw = format.pixelformat == V4L2_PIX_FMT_YUYV;
    format.sizeimage = raw ? format.width * format.height * 2 : 4 << 20;
    asked->fmt.pix = format;
    return 0;
}

static int pace(struct v4l2_streamparm *asked, int set) {
    struct v4l2_fract *interval = &asked->parm.capture.timeperframe;
    if (set && interval->numerator) fps = (double)interval->denominator / interval->numerator;
    asked->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    interval->numerator = 1;
    interval->denominator = fps + 0.5;
    return 0;
}

static int deliver(struct v4l2_buffer *answer) {
    while (mode("hang")) usleep(20000);
    double early = begun + shown / fps - now();
    if (early > 0) usleep(early * 1e6);
    while (queued == fetched) usleep(1000);
    if (mode("gone")) return refuse(ENODEV);
    answer->index = queue[fetched++ % (BUFFERS * 4)];
    if (format.pixelformat == V4L2_PIX_FMT_YUYV) {
        answer->bytesused = format.sizeimage;
        memset(memory[answer->index], 60 + shown * 10 % 160, format.sizeimage);
    } else {
        char path[512];
        snprintf(path, sizeof path, "%s/%03d.jpg", getenv("FAKE_CAMERA"), shown % 200);
        FILE *file = fopen(path, "rb");
        if (!file) return refuse(EIO);
        answer->bytesused = fread(memory[answer->index], 1, format.sizeimage, file);
        fclose(file);
    }
    double taken = now();
    answer->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    answer->timestamp.tv_sec = taken;
    answer->timestamp.tv_usec = (taken - answer->timestamp.tv_sec) * 1e6;
    answer->sequence = shown++;
    return 0;
}

static int answer(unsigned request, void *structure) {
    struct v4l2_buffer *buffer = structure;
    struct v4l2_fmtdesc *pixels = structure;
    struct v4l2_requestbuffers *wanted = structure;
    if (mode("gone")) return refuse(ENODEV);
    switch (request) {
    case VIDIOC_QUERYCAP: return describe(structure);
    case VIDIOC_ENUM_FMT:
        if (pixels->index > 1) return refuse(EINVAL);
        pixels->pixelformat = pixels->index ? V4L2_PIX_FMT_YUYV : V4L2_PIX_FMT_MJPEG;
        return 0;
    case VIDIOC_ENUM_FRAMESIZES: return list_size(structure);
    case VIDIOC_ENUM_FRAMEINTERVALS: return list_interval(structure);
    case VIDIOC_ENUMINPUT: return ((struct v4l2_input *)structure)->index ? refuse(EINVAL) : 0;
    case VIDIOC_G_INPUT: *(int *)structure = 0; return 0;
    case VIDIOC_S_INPUT: return 0;
    case VIDIOC_G_FMT: return agree(structure, 0);
    case VIDIOC_S_FMT: return agree(structure, 1);
    case VIDIOC_G_PARM: return pace(structure, 0);
    case VIDIOC_S_PARM: return pace(structure, 1);
    case VIDIOC_REQBUFS:
        if (wanted->count > BUFFERS) wanted->count = BUFFERS;
        queued = fetched = 0;
        return 0;
    case VIDIOC_QUERYBUF:
        buffer->length = format.sizeimage;
        buffer->m.offset = buffer->index * APART;
        return 0;
    case VIDIOC_QBUF: queue[queued++ % (BUFFERS * 4)] = buffer->index; return 0;
    case VIDIOC_DQBUF: return deliver(buffer);
    case VIDIOC_STREAMON: begun = now(), shown = 0; return 0;
    case VIDIOC_STREAMOFF: return 0;
    }
    return refuse(EINVAL);
}

int ioctl(int file, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *structure = va_arg(rest, void *);
    va_end(rest);
    if (file >= 0 && file == device) return answer(request, structure);
    int (*real)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
    return real(file, request, structure);
}
